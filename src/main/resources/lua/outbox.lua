-- Hands out what waits at the head of one shard's outbox, oldest first, to one node at a time.
-- KEYS[1]: the stream. ARGV: now, the node, milliseconds that it has to ask again before another may, how many.
-- Reply: entries as XRANGE has them
local stream, now, node = KEYS[1], tonumber(ARGV[1]), ARGV[2]
local entries = redis.call('XRANGE', stream, '-', '+', 'COUNT', ARGV[4])
if #entries == 0 then
  return entries
end
local reader = stream .. ':reader'
local held = redis.call('GET', reader)
local till, holder = string.match(held or '0 ', '^(%d+) (.*)$')
if holder ~= node and tonumber(till) > now then
  return {}
end
if holder ~= node or tonumber(till) - now < ARGV[3] / 2 then
  redis.call('SET', reader, string.format('%.0f %s', now + ARGV[3], node))
end
return entries
