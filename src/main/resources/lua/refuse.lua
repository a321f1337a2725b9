-- Sets entries of one shard's outbox aside that can't be read, so that the others go on: they are moved to a stream of their own
-- beside it, of which the oldest go when there are too many.
-- KEYS[1]: the outbox. ARGV: group, how many are kept aside, then ids. Reply: how many were moved
local moved = 0
for i = 3, #ARGV do
  local entry = redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])[1]
  if entry then
    redis.call('XADD', KEYS[1] .. ':refused', 'MAXLEN', ARGV[2], '*', 'id', ARGV[i], unpack(entry[2]))
    moved = moved + 1
  end
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  redis.call('XDEL', KEYS[1], ARGV[i])
end
return { moved }
