-- Where a household or site is, for the sun and the clock of its rules: {"latitude", "longitude", "zone"}.
ALTER TABLE spaces ADD COLUMN location json;

-- The space by whose place a rule goes where it says none itself, and that place as it was last known.
ALTER TABLE rules ADD COLUMN home text CONSTRAINT rules_home REFERENCES spaces (id) ON DELETE SET NULL;
ALTER TABLE rules ADD COLUMN home_place json;
-- Whether it has to be found out anew when it is next due by the clock, since that place has become another.
ALTER TABLE rules ADD COLUMN moved boolean NOT NULL DEFAULT false;

CREATE INDEX rules_by_home ON rules (home);
CREATE INDEX rules_moved ON rules (id) WHERE moved;

UPDATE rules SET home = space WHERE space IS NOT NULL;
