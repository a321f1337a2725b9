-- Folds of the log at the beginning of days, so that the state at a moment is read from that day alone.

-- A device's as it was at 00:00 UTC of a day, if it had changed on the day before: the fold of the longest beginning of its log of
-- which no entry happened or was stored later. Whatever comes afterwards has a later place in the log, so a snapshot stays right.
CREATE TABLE device_log_snapshots (
    device    text COLLATE "C" NOT NULL,
    day       date NOT NULL,
    -- The last entry of that beginning, and when the hub stored it.
    epoch     bigint NOT NULL,
    revision  bigint NOT NULL,
    stored_at timestamptz NOT NULL,
    -- [[part, name, value, epoch, revision, at], …], the parts as in device_log_base without 'last'; what is unset is left out.
    fold      json NOT NULL,
    PRIMARY KEY (device, day)
);

-- The days of which all devices that changed have theirs.
CREATE TABLE device_log_snapshot_days (
    day     date PRIMARY KEY,
    made_at timestamptz NOT NULL
);
