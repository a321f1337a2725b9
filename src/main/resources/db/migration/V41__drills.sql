-- Faults for practice.
CREATE TABLE drills (
    id           text PRIMARY KEY,
    device       text NOT NULL CONSTRAINT drills_device REFERENCES devices (id) ON DELETE CASCADE,
    -- The id that its fault has once it is found.
    fault        text NOT NULL,
    -- Of the fault that is practised.
    code         text COLLATE "C" NOT NULL,
    severity     text NOT NULL CHECK (severity IN ('info', 'warning', 'minor', 'major', 'critical')),
    note         text NOT NULL,
    started_by   text CONSTRAINT drills_started_by REFERENCES users (id) ON DELETE SET NULL,
    started      timestamptz NOT NULL,
    until        timestamptz NOT NULL,
    found        timestamptz,
    -- What became of its fault and that one's alert, kept when it ends: those may be forgotten.
    told         timestamptz,
    acknowledged timestamptz,
    repaired     timestamptz,
    ended        timestamptz,
    outcome      text CHECK (outcome IN ('repaired', 'closed', 'stopped', 'over')),
    CHECK ((ended IS NULL) = (outcome IS NULL))
);

-- One at a time.
CREATE UNIQUE INDEX drills_running ON drills (device) WHERE ended IS NULL;
CREATE INDEX drills_by_device ON drills (device, started);
CREATE INDEX drills_by_time ON drills (started, id);
