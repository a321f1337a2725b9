-- Tells of live connections of one shard, after their node had counted as gone: those that were taken for lost are revived.
-- KEYS[1]: the shard's due set. ARGV: now, log length, then device, epoch, connection for each.
-- Reply: appended, those that may not write (which one, from 0, and 1 when the session is unknown)
local stale = {}
for i = 3, #ARGV, 3 do
  local s = load(ARGV[i], {})
  local why = fenced(s, ARGV[i + 1], ARGV[i + 2])
  if why then
    stale[#stale + 1] = { (i - 3) / 3, why[2] }
  else
    take(s)
    revive(s)
    save(s)
  end
end
return { appended, stale }
