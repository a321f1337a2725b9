-- The kept log, and so the archive, knows people by their ids alone: how they are called is asked of the register when somebody reads,
-- and is gone with them. This holds for whoever writes: outbox, restore, or a hand.
CREATE FUNCTION device_log_nameless() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.actor := (NEW.actor::jsonb - 'name')::json;
    IF NEW.kind = 'share' THEN
        NEW.body := (NEW.body::jsonb - 'name')::json;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER device_log_nameless BEFORE INSERT ON device_log FOR EACH ROW
    WHEN (NEW.kind = 'share' OR NEW.actor->>'user' IS NOT NULL) EXECUTE FUNCTION device_log_nameless();

UPDATE device_log SET actor = (actor::jsonb - 'name')::json WHERE actor->>'name' IS NOT NULL;
UPDATE device_log SET body = (body::jsonb - 'name')::json WHERE kind = 'share' AND body->>'name' IS NOT NULL;

-- For what a person did, when they want to take it along. Most entries are devices' and not in it.
CREATE INDEX device_log_by_person ON device_log ((actor->>'user'), stored_at, device, epoch, revision) WHERE actor->>'user' IS NOT NULL;

-- Who was erased, until the live store has forgotten them too.
CREATE TABLE erasures (
    person    text PRIMARY KEY,
    erased_at timestamptz NOT NULL,
    done_at   timestamptz
);

-- An entry of the audit stays, save that it may lose the identity of somebody who is no longer in the register: how they were
-- called, what they logged in by, and where from. Who did what when stays, under an id that leads nowhere.
CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    actor_gone boolean;
    user_gone  boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        actor_gone := OLD.actor_id IS NOT NULL AND NOT EXISTS (SELECT FROM users WHERE id = OLD.actor_id);
        user_gone := OLD.user_id IS NOT NULL AND NOT EXISTS (SELECT FROM users WHERE id = OLD.user_id);
        IF (actor_gone OR user_gone)
            AND (NEW.id, NEW.at, NEW.actor_id, NEW.action, NEW.user_id, NEW.device, NEW.device_name)
                IS NOT DISTINCT FROM (OLD.id, OLD.at, OLD.actor_id, OLD.action, OLD.user_id, OLD.device, OLD.device_name)
            AND (NEW.actor::text = OLD.actor::text OR actor_gone AND NEW.actor::jsonb = OLD.actor::jsonb - 'name')
            AND (NEW.address IS NOT DISTINCT FROM OLD.address
                OR NEW.address IS NULL AND (actor_gone OR user_gone AND OLD.actor_id IS NULL))
            AND (NEW.detail::text = OLD.detail::text
                OR user_gone AND NEW.detail::jsonb = audit_nameless(OLD.action, OLD.detail)::jsonb)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit is only appended to';
END
$$;

-- What an entry tells of the person whom it concerns, without what they are called by.
CREATE FUNCTION audit_nameless(action text, detail json) RETURNS json
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN action LIKE 'user\_%' THEN (detail::jsonb - 'login' - 'name')::json
                WHEN action = 'space_changed' THEN (detail::jsonb - 'owner')::json
                ELSE detail END
$$;

-- Takes the identity of somebody who has just left the register out of all that is kept.
CREATE FUNCTION erase_traces(person text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    mark text := '"user":' || to_json(person)::text;
BEGIN
    UPDATE audit SET
        actor = CASE WHEN actor_id = person THEN (actor::jsonb - 'name')::json ELSE actor END,
        address = CASE WHEN actor_id = person OR (user_id = person AND actor_id IS NULL) THEN NULL ELSE address END,
        detail = CASE WHEN user_id = person THEN audit_nameless(action, detail) ELSE detail END
    WHERE actor_id = person OR user_id = person;
    UPDATE device_log_refused SET entry = convert_to(regexp_replace(convert_from(entry, 'UTF8'),
            '(' || regexp_replace(mark, '([.])', '\\\1', 'g') || '),"name":"(\\.|[^"\\])*"', '\1', 'g'), 'UTF8')
    WHERE position(convert_to(mark, 'UTF8') IN entry) > 0;
    INSERT INTO erasures (person, erased_at) VALUES (person, now())
        ON CONFLICT ON CONSTRAINT erasures_pkey DO UPDATE SET erased_at = excluded.erased_at, done_at = NULL;
END
$$;
