-- Everything about some devices of one shard.
-- ARGV: now, log length, then devices. Reply: for each COLD or SNAPSHOT as catchup.lua has it
local found = {}
for i = 3, #ARGV do
  local s = load(ARGV[i], SNAPSHOT)
  found[i - 2] = s and snapshot(s) or { 'COLD' }
end
return found
