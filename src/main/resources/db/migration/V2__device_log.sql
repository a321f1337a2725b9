-- The kept log of every device: what the live log had, for ever, in a partition for each UTC day of storing.
--
-- A partition is a unit of archiving and of dropping. There is no default partition on purpose: rows that fell into it would have
-- to be moved out, under a lock that stops all writing, before their day could have a partition of its own.

CREATE TABLE device_log (
    device    text COLLATE "C" NOT NULL,
    epoch     bigint NOT NULL,
    revision  bigint NOT NULL,
    kind      text COLLATE "C" NOT NULL,
    -- Milliseconds since the Unix epoch as on the wire: a device's own word, so any number.
    at        bigint NOT NULL,
    -- The hub's time of storing in the live log. It never changes, so the same entry always comes to the same partition.
    stored_at timestamptz NOT NULL,
    -- json, not jsonb: jsonb alters numbers and refuses some. U+0000, which no PostgreSQL text can hold, is written as
    -- U+E000 followed by "0", and U+E000 itself as U+E000 followed by "e".
    actor     json NOT NULL,
    body      json NOT NULL,
    PRIMARY KEY (device, epoch, revision, stored_at)
) PARTITION BY RANGE (stored_at);

CREATE INDEX device_log_by_time ON device_log (device, at);

-- Makes a day's partition if it is not there. It is attached rather than created as one, since that lets reading and writing
-- of the other partitions go on; the advisory lock, one for all days since attaching locks the
-- parent until the end of the transaction, makes two nodes take turns.
CREATE FUNCTION device_log_partition(day date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    partition text := 'device_log_' || to_char(day, 'YYYYMMDD');
BEGIN
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('device_log'));
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE device_log INCLUDING ALL)', partition);
    EXECUTE format('ALTER TABLE device_log ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        partition, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
EXCEPTION WHEN duplicate_table THEN
    -- Another node made and attached it in one transaction that has ended: the lock has waited for it, but this one's
    -- knowledge of the catalogue may be from before.
    RETURN;
END
$$;

-- Entries that this database refused for what they hold, set aside so that they never hold up the others.
-- The bytes are UTF-8 JSON {"kind","at","by","body"}, as the entry came.
CREATE TABLE device_log_refused (
    device    text NOT NULL,
    epoch     bigint NOT NULL,
    revision  bigint NOT NULL,
    stored_ms bigint NOT NULL,
    entry     bytea NOT NULL,
    why       text NOT NULL,
    PRIMARY KEY (device, epoch, revision)
);
