-- Changes of what somebody may do with a device, each written with the change itself, on their way to the device's log. Whoever
-- writes one has the device's row locked, so that the ids of one device are in the order in which the changes were made.
CREATE TABLE share_outbox (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- By which the log knows that it has it. Not the number: after a restore numbers come again.
    change text NOT NULL DEFAULT gen_random_uuid()::text,
    device text NOT NULL CONSTRAINT share_outbox_device REFERENCES devices (id) ON DELETE CASCADE,
    -- Who has that role now, by id alone; what happened stays true when they have left the register.
    person text NOT NULL,
    -- Of all ways together; null: none.
    role   text CHECK (role IN ('viewer', 'controller', 'manager', 'owner')),
    -- As "by" on the wire, of people their ids alone.
    actor  json NOT NULL,
    at     timestamptz NOT NULL
);

CREATE INDEX share_outbox_by_device ON share_outbox (device, id);

CREATE TRIGGER share_outbox_nameless BEFORE INSERT ON share_outbox FOR EACH ROW
    WHEN (NEW.actor->>'user' IS NOT NULL) EXECUTE FUNCTION fault_steps_nameless();
