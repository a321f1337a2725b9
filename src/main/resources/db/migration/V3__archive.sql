-- What was taken out of device_log into files, and what must be known of it without opening them.

-- A receipt for each file: written in the transaction that takes the rows out. A file without one counts for nothing.
CREATE TABLE archive_receipts (
    -- The UTC day of storing, as of a partition of device_log.
    day         date NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    -- 0, and one more for each time that rows of the day came later.
    part        integer NOT NULL,
    rows        bigint NOT NULL,
    -- Rows that came again although an earlier part has them; they are not in this one.
    repeated    bigint NOT NULL,
    -- The sum, over the rows that were taken out, of the first 60 bits of each one's MD5.
    checksum    numeric NOT NULL,
    bytes       bigint NOT NULL,
    -- Within the archive's folder; null when every row was there already.
    file        text,
    archived_at timestamptz NOT NULL,
    PRIMARY KEY (day, kind, part)
);

-- Where the fold of a device's log begins once its first entries are archived: for each property the last word that was archived,
-- set (value) or unset (null), and the last archived entry of all ('last'), of what is wanted ('wanted') and of presence
-- ('presence', its body as value), these three with an empty name. Texts are as in device_log.
CREATE TABLE device_log_base (
    device    text COLLATE "C" NOT NULL,
    part      text COLLATE "C" NOT NULL CHECK (part IN ('state', 'desired', 'last', 'wanted', 'presence')),
    name      text COLLATE "C" NOT NULL,
    value     text,
    epoch     bigint NOT NULL,
    revision  bigint NOT NULL,
    at        bigint NOT NULL
);

-- Not by the name itself, which may be longer than an index takes.
CREATE UNIQUE INDEX device_log_base_once ON device_log_base (device, part, md5(name));
