-- Sets entries of one shard's outbox aside that can't be read, so that the others go on. The newest thousand or so are kept for a look.
-- KEYS[1]: the stream. ARGV: group, then ids.
local aside = KEYS[1] .. ':refused'
for i = 2, #ARGV do
  local found = redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])
  if found[1] then
    redis.call('XADD', aside, 'MAXLEN', '~', '1000', '*', 'id', ARGV[i], unpack(found[1][2]))
  end
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  redis.call('XDEL', KEYS[1], ARGV[i])
end
return #ARGV - 1
