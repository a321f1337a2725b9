-- Removes from one shard's outbox what was kept.
-- KEYS[1]: the stream. ARGV: group, then ids.
for from = 2, #ARGV, 1000 do
  local to = math.min(from + 999, #ARGV)
  redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, from, to))
  redis.call('XDEL', KEYS[1], unpack(ARGV, from, to))
end
return #ARGV - 1
