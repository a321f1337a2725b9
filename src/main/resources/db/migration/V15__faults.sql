-- What does not work as it should, and what is watched so that it is found.

CREATE TABLE faults (
    id              text PRIMARY KEY,
    device          text CONSTRAINT faults_device REFERENCES devices (id) ON DELETE CASCADE,
    space           text CONSTRAINT faults_space REFERENCES spaces (id) ON DELETE CASCADE,
    code            text COLLATE "C" NOT NULL,
    severity        text NOT NULL CHECK (severity IN ('info', 'warning', 'minor', 'major', 'critical')),
    status          text NOT NULL
        CHECK (status IN ('open', 'acknowledged', 'repairing', 'verifying', 'escalated', 'ticket', 'resolved')),
    opened          timestamptz NOT NULL,
    changed         timestamptz NOT NULL,
    resolved        timestamptz,
    recurrences     integer NOT NULL,
    step            integer NOT NULL,
    data            json NOT NULL,
    acknowledged_by text CONSTRAINT faults_acknowledged_by REFERENCES users (id) ON DELETE SET NULL,
    acknowledged_at timestamptz,
    snoozed_until   timestamptz,
    -- The fault of a space that carries this one.
    site            text CONSTRAINT faults_site REFERENCES faults (id) ON DELETE SET NULL,
    drill           boolean NOT NULL,
    cause           text COLLATE "C" NOT NULL,
    CHECK (num_nonnulls(device, space) = 1),
    CHECK ((status = 'resolved') = (resolved IS NOT NULL))
);

-- One unresolved fault for each code.
CREATE UNIQUE INDEX faults_of_device ON faults (device, code) WHERE resolved IS NULL;
CREATE UNIQUE INDEX faults_of_space ON faults (space, code) WHERE resolved IS NULL;
CREATE INDEX faults_by_device ON faults (device, opened);
CREATE INDEX faults_by_space ON faults (space, opened);
CREATE INDEX faults_by_time ON faults (opened, id);
CREATE INDEX faults_carried ON faults (site) WHERE site IS NOT NULL;

-- Every change of each fault, written with it. What is not logged yet is on its way to the device's log; what is not alerted yet,
-- to people.
CREATE TABLE fault_steps (
    fault    text NOT NULL CONSTRAINT fault_steps_fault REFERENCES faults (id) ON DELETE CASCADE,
    step     integer NOT NULL,
    at       timestamptz NOT NULL,
    status   text NOT NULL,
    severity text NOT NULL,
    -- As "by" on the wire, of people their ids alone.
    actor    json NOT NULL,
    detail   json NOT NULL,
    logged   boolean NOT NULL,
    alerted  boolean NOT NULL DEFAULT false,
    PRIMARY KEY (fault, step)
);

CREATE INDEX fault_steps_unlogged ON fault_steps (at) WHERE NOT logged;
CREATE INDEX fault_steps_unalerted ON fault_steps (at) WHERE NOT alerted;

CREATE FUNCTION fault_steps_nameless() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.actor := (NEW.actor::jsonb - 'name')::json;
    RETURN NEW;
END
$$;

CREATE TRIGGER fault_steps_nameless BEFORE INSERT ON fault_steps FOR EACH ROW
    WHEN (NEW.actor->>'user' IS NOT NULL) EXECUTE FUNCTION fault_steps_nameless();

-- Where each condition of a device stands that was ever anything but calm.
CREATE TABLE watches (
    device   text NOT NULL CONSTRAINT watches_device REFERENCES devices (id) ON DELETE CASCADE,
    -- The check or rule that watches.
    watch    text COLLATE "C" NOT NULL,
    -- Of the fault that it raises.
    code     text COLLATE "C" NOT NULL,
    severity text NOT NULL,
    phase    text NOT NULL CHECK (phase IN ('calm', 'pending', 'raised', 'clearing')),
    since    timestamptz NOT NULL,
    -- When it goes on by itself, or is to be looked at again.
    due      timestamptz,
    -- The last entry of the device's log that changed it.
    epoch    bigint NOT NULL,
    revision bigint NOT NULL,
    -- What it has to remember, and what was seen.
    memo     json NOT NULL,
    PRIMARY KEY (device, watch)
) WITH (fillfactor = 80);

CREATE INDEX watches_due ON watches (due) WHERE due IS NOT NULL;

-- What of a model's checks is to be other for one device: members that take the place of the check's.
CREATE TABLE check_overrides (
    device   text NOT NULL CONSTRAINT check_overrides_device REFERENCES devices (id) ON DELETE CASCADE,
    code     text COLLATE "C" NOT NULL,
    override json NOT NULL,
    PRIMARY KEY (device, code)
);

-- When somebody works at a device or in a space: what fails then is noted and nobody is told.
CREATE TABLE maintenance (
    id      text PRIMARY KEY,
    device  text CONSTRAINT maintenance_device REFERENCES devices (id) ON DELETE CASCADE,
    space   text CONSTRAINT maintenance_space REFERENCES spaces (id) ON DELETE CASCADE,
    starts  timestamptz NOT NULL,
    ends    timestamptz NOT NULL CHECK (ends > starts),
    reason  text NOT NULL,
    made_by text CONSTRAINT maintenance_made_by REFERENCES users (id) ON DELETE SET NULL,
    made    timestamptz NOT NULL,
    CHECK (num_nonnulls(device, space) = 1)
);

CREATE INDEX maintenance_by_device ON maintenance (device, ends);
CREATE INDEX maintenance_by_space ON maintenance (space, ends);
