-- Households and sites: people with roles, and the devices that they have these roles on.

CREATE TABLE spaces (
    id       text PRIMARY KEY,
    name     text NOT NULL,
    -- What lists are ordered by.
    name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    owner    text NOT NULL CONSTRAINT spaces_owner REFERENCES users (id) ON DELETE RESTRICT,
    created  timestamptz NOT NULL
);

CREATE INDEX spaces_by_owner ON spaces (owner);

CREATE TABLE space_members (
    space  text NOT NULL CONSTRAINT space_members_space REFERENCES spaces (id) ON DELETE CASCADE,
    member text NOT NULL CONSTRAINT space_members_member REFERENCES users (id) ON DELETE CASCADE,
    role   text NOT NULL CHECK (role IN ('viewer', 'controller', 'manager')),
    PRIMARY KEY (space, member)
);

CREATE INDEX space_members_by_member ON space_members (member);

CREATE TABLE space_devices (
    space  text NOT NULL CONSTRAINT space_devices_space REFERENCES spaces (id) ON DELETE CASCADE,
    device text NOT NULL CONSTRAINT space_devices_device REFERENCES devices (id) ON DELETE CASCADE,
    PRIMARY KEY (space, device)
);

CREATE INDEX space_devices_by_device ON space_devices (device);

-- Every way by which somebody has a role on a device; the highest counts. Whoever owns a space has no more on its devices than a
-- manager: the devices stay their owners'.
CREATE VIEW device_roles (device, holder, role, rank, expires) AS
    SELECT id, owner, 'owner', 4, NULL::timestamptz FROM devices
    UNION ALL
    SELECT device, holder, role, array_position(ARRAY['viewer', 'controller', 'manager'], role), expires FROM shares
    UNION ALL
    SELECT d.device, m.member, m.role, array_position(ARRAY['viewer', 'controller', 'manager'], m.role), NULL::timestamptz
    FROM space_devices d JOIN space_members m ON m.space = d.space
    UNION ALL
    SELECT d.device, s.owner, 'manager', 3, NULL::timestamptz FROM space_devices d JOIN spaces s ON s.id = d.space;
