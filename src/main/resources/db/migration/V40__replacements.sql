-- Hardware that takes another's place. A device is what people know: its name, its shares, its history. Which hardware speaks for it may change.

-- Which hardware speaks for the device, by the device as which it was registered before; none: what says hello with the device's own id.
ALTER TABLE devices ADD COLUMN hardware text CONSTRAINT devices_hardware REFERENCES devices (id) ON DELETE SET NULL;
-- Whose hardware this is or was: it is no device of its own any more, and nobody has a role on it.
ALTER TABLE devices ADD COLUMN serves text CONSTRAINT devices_serves REFERENCES devices (id) ON DELETE CASCADE;

CREATE INDEX devices_serving ON devices (serves) WHERE serves IS NOT NULL;
CREATE INDEX devices_with_hardware ON devices (hardware) WHERE hardware IS NOT NULL;

CREATE TABLE replacements (
    id              text PRIMARY KEY,
    device          text NOT NULL CONSTRAINT replacements_device REFERENCES devices (id) ON DELETE CASCADE,
    -- The device as which the new hardware was registered; none: it was given the device's own id and a new secret.
    hardware        text CONSTRAINT replacements_hardware REFERENCES devices (id) ON DELETE CASCADE,
    -- What there was before, so that it can be given back.
    former_hardware text CONSTRAINT replacements_former_hardware REFERENCES devices (id) ON DELETE SET NULL,
    former_owner    text CONSTRAINT replacements_former_owner REFERENCES users (id) ON DELETE SET NULL,
    -- The hash of the secret that serves no longer because of this; after it was undone, that of the one it had brought.
    displaced       text,
    at              timestamptz NOT NULL,
    -- As "by" on the wire, of people their ids alone.
    actor           json NOT NULL,
    reason          text NOT NULL,
    -- Until when it can be undone.
    until           timestamptz NOT NULL,
    undone          timestamptz,
    undone_by       text CONSTRAINT replacements_undone_by REFERENCES users (id) ON DELETE SET NULL,
    -- Who had a role on what is hardware since.
    holders         text[] NOT NULL,
    -- Whether all has happened that is not in this database: sessions have ended, everybody has heard.
    settled         boolean NOT NULL DEFAULT false
);

CREATE INDEX replacements_by_device ON replacements (device, at);
CREATE INDEX replacements_unsettled ON replacements (at) WHERE NOT settled;

CREATE TRIGGER replacements_nameless BEFORE INSERT ON replacements FOR EACH ROW
    WHEN (NEW.actor->>'user' IS NOT NULL) EXECUTE FUNCTION fault_steps_nameless();

-- Hardware belongs to whom its device belongs to.
CREATE FUNCTION devices_hardware_goes_along() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE devices SET owner = NEW.owner WHERE serves = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER devices_hardware_goes_along AFTER UPDATE OF owner ON devices FOR EACH ROW
    WHEN (NEW.owner <> OLD.owner) EXECUTE FUNCTION devices_hardware_goes_along();

-- Every way by which somebody has a role on a device; see V5. What is another's hardware is nobody's.
CREATE OR REPLACE VIEW device_roles (device, holder, role, rank, expires) AS
    SELECT id, owner, 'owner', 4, NULL::timestamptz FROM devices WHERE serves IS NULL
    UNION ALL
    SELECT s.device, s.holder, s.role, array_position(ARRAY['viewer', 'controller', 'manager'], s.role), s.expires FROM shares s
    WHERE NOT EXISTS (SELECT FROM devices h WHERE h.id = s.device AND h.serves IS NOT NULL)
    UNION ALL
    SELECT d.device, m.member, m.role, array_position(ARRAY['viewer', 'controller', 'manager'], m.role), NULL::timestamptz
    FROM space_devices d JOIN space_members m ON m.space = d.space
    WHERE NOT EXISTS (SELECT FROM devices h WHERE h.id = d.device AND h.serves IS NOT NULL)
    UNION ALL
    SELECT d.device, s.owner, 'manager', 3, NULL::timestamptz FROM space_devices d JOIN spaces s ON s.id = d.space
    WHERE NOT EXISTS (SELECT FROM devices h WHERE h.id = d.device AND h.serves IS NOT NULL);
