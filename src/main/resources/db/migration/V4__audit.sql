-- Who did what with accounts, credentials and rights. Persons and devices are named without references, since entries outlive them.
CREATE TABLE audit (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    -- As "by" on the wire.
    actor   json NOT NULL,
    -- The person who did it, to find it by.
    actor_id text,
    action  text COLLATE "C" NOT NULL,
    -- Whom and what it concerns.
    user_id text,
    device  text,
    -- As it was called then.
    device_name text,
    address text,
    detail  json NOT NULL
);

CREATE INDEX audit_by_actor ON audit (actor_id, id);
CREATE INDEX audit_by_user ON audit (user_id, id);
CREATE INDEX audit_by_device ON audit (device, id);

CREATE FUNCTION audit_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only appended to';
END
$$;

CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_stays_whole BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
