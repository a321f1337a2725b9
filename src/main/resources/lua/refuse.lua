-- Sets entries of one shard's outbox aside that can't be read, so that the others go on: they are moved to a stream of their own
-- beside it, of which the oldest go when there are too many.
-- KEYS[1]: the outbox. ARGV: how many are kept aside, then ids. Reply: how many were moved
local moved = 0
for i = 2, #ARGV do
  local entry = redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])[1]
  if entry then
    redis.call('XADD', KEYS[1] .. ':refused', 'MAXLEN', ARGV[1], '*', 'id', ARGV[i], unpack(entry[2]))
    redis.call('XDEL', KEYS[1], ARGV[i])
    moved = moved + 1
  end
end
return { moved }
