-- The register: people, devices, and who may do what with which.

CREATE TABLE users (
    id            text PRIMARY KEY,
    login         text NOT NULL,
    -- The login folded by the hub, so that "without regard to case" does not depend on this database's locale.
    login_key     text COLLATE "C" NOT NULL CONSTRAINT users_login UNIQUE,
    name          text NOT NULL,
    role          text NOT NULL CHECK (role IN ('admin', 'technician', 'member')),
    disabled      boolean NOT NULL DEFAULT false,
    password_hash text NOT NULL,
    created       timestamptz NOT NULL
);

CREATE TABLE devices (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    -- What lists are ordered by.
    name_key    text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    model       text NOT NULL,
    firmware    text,
    owner       text NOT NULL CONSTRAINT devices_owner REFERENCES users (id) ON DELETE RESTRICT,
    secret_hash text NOT NULL,
    claim_hash  text NOT NULL,
    claim_tries smallint NOT NULL DEFAULT 0,
    claimed     boolean NOT NULL DEFAULT false,
    created     timestamptz NOT NULL
);

CREATE INDEX devices_by_owner ON devices (owner);
CREATE INDEX devices_by_name ON devices (name_key, id);

CREATE TABLE shares (
    device  text NOT NULL CONSTRAINT shares_device REFERENCES devices (id) ON DELETE CASCADE,
    holder  text NOT NULL CONSTRAINT shares_holder REFERENCES users (id) ON DELETE CASCADE,
    role    text NOT NULL CHECK (role IN ('viewer', 'controller', 'manager')),
    -- Without it the grant lasts until it is taken back.
    expires timestamptz,
    PRIMARY KEY (device, holder)
);

CREATE INDEX shares_by_holder ON shares (holder);
CREATE INDEX shares_by_expiry ON shares (expires) WHERE expires IS NOT NULL;
