-- What each step of a fault was.
ALTER TABLE fault_steps ADD COLUMN act text NOT NULL DEFAULT 'moved';
UPDATE fault_steps SET act = 'found' WHERE step = 1;
ALTER TABLE fault_steps ALTER COLUMN act DROP DEFAULT;
ALTER TABLE fault_steps ADD CHECK
    (act IN ('found', 'graded', 'relapsed', 'moved', 'acknowledged', 'snoozed', 'closed', 'detached', 'left'));

-- What is looked for when the fault of a space may be over.
CREATE INDEX faults_carried_still ON faults (site) WHERE site IS NOT NULL AND resolved IS NULL;

-- Whether it has been seen to that people are told of what was left at its end.
ALTER TABLE maintenance ADD COLUMN closed boolean NOT NULL DEFAULT false;
CREATE INDEX maintenance_due ON maintenance (ends) WHERE NOT closed;

-- What one person does not want to be told of. It stays where everybody sees it.
CREATE TABLE mutes (
    person text NOT NULL CONSTRAINT mutes_person REFERENCES users (id) ON DELETE CASCADE,
    device text CONSTRAINT mutes_device REFERENCES devices (id) ON DELETE CASCADE,
    space  text CONSTRAINT mutes_space REFERENCES spaces (id) ON DELETE CASCADE,
    -- Faults of this code, of whichever device.
    code   text COLLATE "C",
    -- When it ends by itself; none: when it is taken back.
    until  timestamptz,
    made   timestamptz NOT NULL,
    CHECK (num_nonnulls(device, space, code) = 1),
    UNIQUE (person, device),
    UNIQUE (person, space),
    UNIQUE (person, code)
);

CREATE INDEX mutes_by_device ON mutes (device) WHERE device IS NOT NULL;
CREATE INDEX mutes_by_space ON mutes (space) WHERE space IS NOT NULL;
