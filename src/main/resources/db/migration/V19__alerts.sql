-- What people are told of, how each wants to be told, and what is on its way to them.

-- How somebody wants to be told; who has no row has never said so. Address and number count when they are verified.
CREATE TABLE notification_settings (
    person       text PRIMARY KEY CONSTRAINT notification_settings_person REFERENCES users (id) ON DELETE CASCADE,
    language     text NOT NULL CHECK (language IN ('en', 'zh')),
    zone         text NOT NULL,
    mail         boolean NOT NULL,
    mail_to      text,
    mail_least   text NOT NULL,
    sms          boolean NOT NULL,
    sms_to       text,
    sms_least    text NOT NULL,
    push         boolean NOT NULL,
    push_least   text NOT NULL,
    quiet_from   time,
    quiet_until  time,
    -- Whether what is critical comes all the same.
    quiet_breaks boolean NOT NULL,
    -- When what is minor is told, in one message a day; none: at once.
    digest_at    time,
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);

-- Addresses and numbers that are not proven yet, with the code that was sent there.
CREATE TABLE address_codes (
    person  text NOT NULL CONSTRAINT address_codes_person REFERENCES users (id) ON DELETE CASCADE,
    channel text NOT NULL CHECK (channel IN ('mail', 'sms')),
    address text NOT NULL,
    hash    text NOT NULL,
    tries   smallint NOT NULL,
    made    timestamptz NOT NULL,
    -- How many were sent since "since", so that nobody is flooded.
    sends   smallint NOT NULL,
    since   timestamptz NOT NULL,
    PRIMARY KEY (person, channel)
);

-- Browsers that show notifications.
CREATE TABLE push_subscriptions (
    id       text PRIMARY KEY,
    person   text NOT NULL CONSTRAINT push_subscriptions_person REFERENCES users (id) ON DELETE CASCADE,
    endpoint text NOT NULL UNIQUE,
    p256dh   text NOT NULL,
    auth     text NOT NULL,
    client   text NOT NULL,
    made     timestamptz NOT NULL
);

CREATE INDEX push_subscriptions_by_person ON push_subscriptions (person, made);

-- Programs that are told: of everything, or of one space. What they know the hub by is no secret that is kept: it is made of the
-- id, the number and a key of the installation.
CREATE TABLE webhooks (
    id      text PRIMARY KEY,
    space   text CONSTRAINT webhooks_space REFERENCES spaces (id) ON DELETE CASCADE,
    url     text NOT NULL,
    least   text NOT NULL,
    enabled boolean NOT NULL,
    number  integer NOT NULL,
    made_by text CONSTRAINT webhooks_made_by REFERENCES users (id) ON DELETE SET NULL,
    made    timestamptz NOT NULL
);

CREATE INDEX webhooks_by_space ON webhooks (space, made);

-- One for each fault and each notice that people are told of, or are to be once what holds it back is over.
CREATE TABLE alerts (
    id       text PRIMARY KEY,
    fault    text UNIQUE CONSTRAINT alerts_fault REFERENCES faults (id) ON DELETE CASCADE,
    notice   text UNIQUE CONSTRAINT alerts_notice REFERENCES notices (id) ON DELETE CASCADE,
    device   text CONSTRAINT alerts_device REFERENCES devices (id) ON DELETE CASCADE,
    space    text CONSTRAINT alerts_space REFERENCES spaces (id) ON DELETE CASCADE,
    -- As it was called then.
    name     text NOT NULL,
    code     text COLLATE "C",
    -- The worst that was told.
    severity text NOT NULL CHECK (severity IN ('info', 'warning', 'minor', 'major', 'critical')),
    -- Each by language.
    title    json NOT NULL,
    means    json NOT NULL,
    advice   json NOT NULL,
    since    timestamptz NOT NULL,
    made     timestamptz NOT NULL,
    drill    boolean NOT NULL,
    -- When people were first told; none: it is held back.
    told     timestamptz,
    -- How often it was handed on because nobody answered, and when it is next.
    level    smallint NOT NULL,
    escalate timestamptz,
    -- How often it was told again, and when it is next.
    repeats  integer NOT NULL,
    repeat   timestamptz,
    -- Until when it is snoozed, as far as that has been seen.
    snoozed  timestamptz,
    ended    timestamptz,
    -- The next moment at which something is to be done about it.
    look     timestamptz,
    CHECK (num_nonnulls(fault, notice) = 1)
);

CREATE INDEX alerts_look ON alerts (look) WHERE look IS NOT NULL;
CREATE INDEX alerts_made ON alerts (made);

-- What each person has in the panel: a line for each alert.
CREATE TABLE inbox (
    person text NOT NULL CONSTRAINT inbox_person REFERENCES users (id) ON DELETE CASCADE,
    alert  text NOT NULL CONSTRAINT inbox_alert REFERENCES alerts (id) ON DELETE CASCADE,
    stage  text NOT NULL,
    at     timestamptz NOT NULL,
    read   boolean NOT NULL,
    PRIMARY KEY (person, alert)
);

CREATE INDEX inbox_by_time ON inbox (person, at, alert);
CREATE INDEX inbox_unread ON inbox (person) WHERE NOT read;

-- One for each alert, stage, channel and who is told by it; the id is made of these, and is what the other side can know it by.
CREATE TABLE deliveries (
    id        text PRIMARY KEY,
    alert     text NOT NULL CONSTRAINT deliveries_alert REFERENCES alerts (id) ON DELETE CASCADE,
    stage     text NOT NULL CHECK (stage IN ('raised', 'worse', 'escalated', 'reminder', 'resolved')),
    channel   text NOT NULL CHECK (channel IN ('mail', 'sms', 'push', 'webhook')),
    person    text CONSTRAINT deliveries_person REFERENCES users (id) ON DELETE CASCADE,
    browser   text CONSTRAINT deliveries_browser REFERENCES push_subscriptions (id) ON DELETE CASCADE,
    webhook   text CONSTRAINT deliveries_webhook REFERENCES webhooks (id) ON DELETE CASCADE,
    -- Of these several may go as one message.
    digest    boolean NOT NULL,
    -- The message that it went with, once it was put into one with others.
    bundle    text,
    status    text NOT NULL CHECK (status IN ('waiting', 'sent', 'failed', 'dropped')),
    tries     integer NOT NULL,
    -- Whether a try may have reached the other side though nobody knows that it did.
    unsure    boolean NOT NULL,
    made      timestamptz NOT NULL,
    due       timestamptz NOT NULL,
    -- When it was first tried.
    begun     timestamptz,
    -- The node that has it in hand.
    node      text,
    ended     timestamptz,
    error     text,
    CHECK (num_nonnulls(person, webhook) = 1),
    CHECK ((channel = 'push') = (browser IS NOT NULL)),
    CHECK ((status = 'waiting') = (ended IS NULL))
);

CREATE INDEX deliveries_due ON deliveries (channel, due) WHERE status = 'waiting';
CREATE INDEX deliveries_of_alert ON deliveries (alert);
CREATE INDEX deliveries_by_time ON deliveries (made, id);
CREATE INDEX deliveries_failed ON deliveries (made, id) WHERE status = 'failed';
CREATE INDEX deliveries_by_browser ON deliveries (browser) WHERE browser IS NOT NULL;
CREATE INDEX deliveries_by_webhook ON deliveries (webhook) WHERE webhook IS NOT NULL;
CREATE INDEX deliveries_by_person ON deliveries (person) WHERE person IS NOT NULL;
