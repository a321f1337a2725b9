-- Log-ins and terminals that ended, each once, without anything to come back with. Whoever is erased from the register takes theirs along.
CREATE TABLE ended_sessions (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('user', 'terminal')),
    person text NOT NULL REFERENCES users ON DELETE CASCADE,
    reason text NOT NULL,
    created timestamptz NOT NULL,
    seen timestamptz NOT NULL,
    ended timestamptz NOT NULL,
    address text,
    client text,
    node text,
    commands bigint NOT NULL,
    reconnects bigint NOT NULL,
    received bigint NOT NULL,
    sent bigint NOT NULL
);

CREATE INDEX ended_sessions_person ON ended_sessions (person, ended DESC);
CREATE INDEX ended_sessions_ended ON ended_sessions (ended);
