-- What administrators made of models: in the place of those that come along or stand in files, or beside them.
CREATE TABLE models (
    name       text COLLATE "C" PRIMARY KEY,
    -- Counts what was made of it, also after it was taken back.
    version    bigint NOT NULL CHECK (version > 0),
    -- YAML as it was written; null: taken back, so that a file of that name holds again.
    source     text,
    changed    timestamptz NOT NULL
);
