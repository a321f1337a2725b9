-- Adds what went over connections of one shard, which go on.
-- KEYS[1]: the shard's due set. ARGV: now, log length, then device, epoch, connection, bytes received and sent for each.
for i = 3, #ARGV, 5 do
  local s = load(ARGV[i], {})
  if s then
    carry(s, ARGV[i + 2], ARGV[i + 3], ARGV[i + 4])
  end
end
return 1
