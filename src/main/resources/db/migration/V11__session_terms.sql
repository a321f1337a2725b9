-- What of a session's terms is to be other than the hub's settings say; null: as usual. Durations are milliseconds, the state's cap bytes.
CREATE TABLE device_terms (
    device    text PRIMARY KEY CONSTRAINT device_terms_device REFERENCES devices ON DELETE CASCADE,
    heartbeat bigint,
    ttl       bigint,
    grace     bigint,
    state     integer
);

CREATE TABLE model_terms (
    model     text PRIMARY KEY,
    heartbeat bigint,
    ttl       bigint,
    grace     bigint,
    state     integer
);
