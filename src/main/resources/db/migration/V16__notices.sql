-- What people are to be told of that is no fault: written in the transaction of what it tells of, so that neither is without the other.
-- What is not alerted yet is on its way to them.
CREATE TABLE notices (
    -- Made by who writes it, so that the same is told once however often it is written.
    id       text PRIMARY KEY,
    made     timestamptz NOT NULL,
    -- What it comes from: rule:..., share:..., ticket:...
    source   text NOT NULL,
    device   text CONSTRAINT notices_device REFERENCES devices (id) ON DELETE CASCADE,
    space    text CONSTRAINT notices_space REFERENCES spaces (id) ON DELETE CASCADE,
    severity text NOT NULL CHECK (severity IN ('info', 'warning', 'minor', 'major', 'critical')),
    -- Each by language: {"en": ..., "zh": ...}.
    title    json NOT NULL,
    body     json NOT NULL,
    -- Who of those who may see the device or space; "people": those named.
    audience text NOT NULL CHECK (audience IN ('owner', 'managers', 'technicians', 'everybody', 'people')),
    people   text[] NOT NULL,
    cause    text COLLATE "C",
    drill    boolean NOT NULL,
    alerted  boolean NOT NULL DEFAULT false,
    CHECK (num_nonnulls(device, space) <= 1)
);

CREATE INDEX notices_unalerted ON notices (made) WHERE NOT alerted;
CREATE INDEX notices_by_time ON notices (made);
