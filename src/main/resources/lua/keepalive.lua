-- Moves the deadlines of live connections of one shard, and revives those that were taken for lost.
-- KEYS[1]: the shard's due set. ARGV: now, log length, then device, epoch, connection for each.
-- Reply: appended
for i = 3, #ARGV, 3 do
  local s = load(ARGV[i], {})
  if not fenced(s, ARGV[i + 1], ARGV[i + 2]) then
    revive(s)
    save(s)
  end
end
return appended
