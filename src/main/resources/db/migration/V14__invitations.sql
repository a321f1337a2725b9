-- Roles that somebody is offered and has not taken yet: on a device, or in a space.
CREATE TABLE invitations (
    id      text PRIMARY KEY,
    device  text CONSTRAINT invitations_device REFERENCES devices (id) ON DELETE CASCADE,
    space   text CONSTRAINT invitations_space REFERENCES spaces (id) ON DELETE CASCADE,
    invitee text NOT NULL CONSTRAINT invitations_invitee REFERENCES users (id) ON DELETE CASCADE,
    inviter text NOT NULL CONSTRAINT invitations_inviter REFERENCES users (id) ON DELETE CASCADE,
    role    text NOT NULL CHECK (role IN ('viewer', 'controller', 'manager')),
    -- When the grant will end that comes of it.
    expires timestamptz,
    created timestamptz NOT NULL,
    -- Until when it may be taken.
    lapses  timestamptz NOT NULL,
    CHECK (num_nonnulls(device, space) = 1),
    UNIQUE (device, invitee),
    UNIQUE (space, invitee)
);

CREATE INDEX invitations_by_invitee ON invitations (invitee);
CREATE INDEX invitations_by_inviter ON invitations (inviter);

-- Until when the claim code serves; none: it was made before codes ended.
ALTER TABLE devices ADD COLUMN claim_expires timestamptz;
