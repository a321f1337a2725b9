-- What people want to happen by itself.

CREATE TABLE rules (
    id       text PRIMARY KEY,
    -- By whose rights it acts.
    owner    text CONSTRAINT rules_owner REFERENCES users (id) ON DELETE CASCADE,
    -- That it comes with; nobody owns such a rule.
    model    text,
    -- That it belongs to.
    space    text CONSTRAINT rules_space REFERENCES spaces (id) ON DELETE CASCADE,
    -- What it covers, where that is all devices of a space, or all of a model in it.
    of_space text CONSTRAINT rules_of_space REFERENCES spaces (id) ON DELETE CASCADE,
    of_model text,
    name     text NOT NULL,
    version  integer NOT NULL,
    changed  timestamptz NOT NULL,
    enabled  boolean NOT NULL,
    -- Why it does nothing until somebody sets it going: {"why", "since", "chain"}.
    stop     json,
    -- As JSON, and as it was written where that was not JSON.
    text     json NOT NULL,
    source   text,
    -- Devices that it names anywhere.
    mentions text[] NOT NULL,
    CHECK (num_nonnulls(owner, model) = 1)
);

CREATE INDEX rules_by_owner ON rules (owner, changed);
CREATE INDEX rules_by_space ON rules (space, changed);
CREATE INDEX rules_of_space ON rules (of_space);
CREATE INDEX rules_by_model ON rules (model) WHERE model IS NOT NULL;
CREATE INDEX rules_by_mention ON rules USING gin (mentions);

-- What it covers, where that is some devices by name.
CREATE TABLE rule_devices (
    rule   text NOT NULL CONSTRAINT rule_devices_rule REFERENCES rules (id) ON DELETE CASCADE,
    device text NOT NULL CONSTRAINT rule_devices_device REFERENCES devices (id) ON DELETE CASCADE,
    PRIMARY KEY (rule, device)
);

CREATE INDEX rule_devices_by_device ON rule_devices (device);

-- For which devices a rule that comes with their model does nothing.
CREATE TABLE rule_exceptions (
    rule   text NOT NULL CONSTRAINT rule_exceptions_rule REFERENCES rules (id) ON DELETE CASCADE,
    device text NOT NULL CONSTRAINT rule_exceptions_device REFERENCES devices (id) ON DELETE CASCADE,
    PRIMARY KEY (rule, device)
);

CREATE INDEX rule_exceptions_by_device ON rule_exceptions (device);

-- Which rules cover which devices now.
CREATE VIEW rule_coverage (rule, device) AS
    SELECT rule, device FROM rule_devices
    UNION ALL
    SELECT r.id, s.device FROM rules r JOIN space_devices s ON s.space = r.of_space JOIN devices d ON d.id = s.device
    WHERE r.of_model IS NULL OR r.of_model = d.model
    UNION ALL
    SELECT r.id, d.id FROM rules r JOIN devices d ON d.model = r.model
    WHERE NOT EXISTS (SELECT FROM rule_exceptions e WHERE e.rule = r.id AND e.device = d.id);

-- Where each rule stands with each device of which it has to remember anything, and when it is due by the clock.
CREATE TABLE rule_watches (
    rule     text NOT NULL CONSTRAINT rule_watches_rule REFERENCES rules (id) ON DELETE CASCADE,
    -- The device, or nothing for what goes by the clock.
    subject  text NOT NULL,
    device   text CONSTRAINT rule_watches_device REFERENCES devices (id) ON DELETE CASCADE,
    phase    text NOT NULL CHECK (phase IN ('calm', 'pending', 'raised', 'clearing')),
    since    timestamptz NOT NULL,
    -- When it goes on by itself.
    due      timestamptz,
    -- The last entry of the device's log that changed it.
    epoch    bigint NOT NULL,
    revision bigint NOT NULL,
    memory   json NOT NULL,
    PRIMARY KEY (rule, subject),
    CHECK (subject = coalesce(device, ''))
) WITH (fillfactor = 80);

CREATE INDEX rule_watches_due ON rule_watches (due) WHERE due IS NOT NULL;
CREATE INDEX rule_watches_by_device ON rule_watches (device);

-- Each time that a rule was set off. One that is pending waits to be acted on.
CREATE TABLE rule_firings (
    id      text COLLATE "C" PRIMARY KEY,
    rule    text NOT NULL CONSTRAINT rule_firings_rule REFERENCES rules (id) ON DELETE CASCADE,
    version integer NOT NULL,
    at      timestamptz NOT NULL,
    branch  text NOT NULL CHECK (branch IN ('then', 'else')),
    device  text,
    why     json NOT NULL,
    -- What it came of, and what that came of at the very first.
    parent  text COLLATE "C",
    cause   text COLLATE "C",
    -- The firings that led to it, itself the last: [{"rule", "name", "device", "firing"}].
    chain   jsonb NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('pending', 'done', 'partly', 'failed', 'denied', 'stopped')),
    reason  text,
    acts    json NOT NULL,
    -- Until when a node is at it, or before when it is not to be tried again.
    claimed timestamptz
);

CREATE INDEX rule_firings_pending ON rule_firings (at, id) WHERE outcome = 'pending';
CREATE INDEX rule_firings_by_rule ON rule_firings (rule, at, id);
CREATE INDEX rule_firings_by_time ON rule_firings (at);
CREATE INDEX rule_firings_by_cause ON rule_firings (cause);

-- Faults that rules raise are looked at again when the rule is not there any more.
CREATE INDEX faults_by_rule ON faults (code) WHERE resolved IS NULL AND code LIKE 'RULE.%';
