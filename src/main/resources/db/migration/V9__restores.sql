-- Backups that were put in the place of what was here.
CREATE TABLE restores (
    id          text PRIMARY KEY,
    -- As of when the backup is.
    made_at     timestamptz NOT NULL,
    restored_at timestamptz NOT NULL,
    -- No device goes on under this epoch or a lower one: what was written after the backup, and is gone, may have had those.
    epoch_floor bigint NOT NULL,
    -- None: the files and the live store have still to follow. The next start of the hub sees to it.
    finished_at timestamptz
);
