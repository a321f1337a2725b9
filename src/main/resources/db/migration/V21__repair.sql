-- What is done about faults: strategies that are tried, and what came of each.

-- What repair has not seen yet is on its way to it.
ALTER TABLE fault_steps ADD COLUMN repaired boolean NOT NULL DEFAULT false;
CREATE INDEX fault_steps_unrepaired ON fault_steps (at) WHERE NOT repaired;

-- Where the repair of each fault is. All of it is here: any node goes on.
CREATE TABLE repairs (
    fault       text PRIMARY KEY CONSTRAINT repairs_fault REFERENCES faults (id) ON DELETE CASCADE,
    device      text NOT NULL CONSTRAINT repairs_device REFERENCES devices (id) ON DELETE CASCADE,
    model       text NOT NULL,
    -- Of the fault, without the number of a reported problem: what the success of strategies is counted by.
    code        text COLLATE "C" NOT NULL,
    -- The strategies in their order, as they were when the repair began.
    plan        json NOT NULL,
    stage       text NOT NULL CHECK (stage IN ('waiting', 'acting', 'probing', 'soaking', 'resting', 'mending', 'over')),
    -- The strategy of the stage, from 0.
    strategy    integer NOT NULL,
    -- The try that is under way, from 1; 0: none.
    attempt     integer NOT NULL,
    -- The part of the strategy that is under way, from 0.
    action      integer NOT NULL,
    command     text,
    -- Whether the device must have come back since, and whether it has shown more than that it is there.
    anew        boolean NOT NULL,
    proven      boolean NOT NULL,
    since       timestamptz NOT NULL,
    until       timestamptz,
    why         text NOT NULL,
    -- When it is to be looked at again.
    due         timestamptz,
    -- How many tries there were, and how often the fault had come back when it was last looked at.
    attempts    integer NOT NULL,
    recurrences integer NOT NULL,
    version     bigint NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX repairs_due ON repairs (due) WHERE due IS NOT NULL;
CREATE INDEX repairs_by_device ON repairs (device);
CREATE INDEX repairs_busy ON repairs (fault) WHERE stage IN ('acting', 'probing');

-- Every try of a strategy, and what came of it.
CREATE TABLE repair_tries (
    fault    text NOT NULL CONSTRAINT repair_tries_fault REFERENCES faults (id) ON DELETE CASCADE,
    try      integer NOT NULL,
    device   text NOT NULL CONSTRAINT repair_tries_device REFERENCES devices (id) ON DELETE CASCADE,
    strategy integer NOT NULL,
    -- How the strategy is called, by which its tries are counted.
    name     text COLLATE "C" NOT NULL,
    kind     text NOT NULL,
    -- Who began it: as "by" on the wire, of people their ids alone.
    actor    json NOT NULL,
    begun    timestamptz NOT NULL,
    ended    timestamptz,
    outcome  text NOT NULL CHECK (outcome IN ('running', 'fixed', 'failed', 'skipped', 'stopped', 'overtaken')),
    why      text NOT NULL,
    PRIMARY KEY (fault, try)
);

CREATE INDEX repair_tries_by_device ON repair_tries (device, begun);
CREATE TRIGGER repair_tries_nameless BEFORE INSERT ON repair_tries FOR EACH ROW
    WHEN (NEW.actor->>'user' IS NOT NULL) EXECUTE FUNCTION fault_steps_nameless();

-- How often each strategy helped, so that nobody has to count.
CREATE TABLE repair_rates (
    model  text NOT NULL,
    code   text COLLATE "C" NOT NULL,
    name   text COLLATE "C" NOT NULL,
    fixed  bigint NOT NULL,
    failed bigint NOT NULL,
    PRIMARY KEY (model, code, name)
);

-- Devices that the hub is to leave alone.
CREATE TABLE repair_stops (
    device text PRIMARY KEY CONSTRAINT repair_stops_device REFERENCES devices (id) ON DELETE CASCADE,
    at     timestamptz NOT NULL,
    actor  json NOT NULL,
    reason text NOT NULL
);

CREATE TRIGGER repair_stops_nameless BEFORE INSERT ON repair_stops FOR EACH ROW
    WHEN (NEW.actor->>'user' IS NOT NULL) EXECUTE FUNCTION fault_steps_nameless();
