-- What waits in one shard's outbox.
-- KEYS[1]: the stream. Reply: how many, when the oldest was stored (0 for none or when it can't be read)
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local stored = first and first[2][1] == 'h' and string.match(first[2][2], '^%S+ %S+ %S+ %S+ %S+ (%d+)')
return { redis.call('XLEN', KEYS[1]), stored or 0 }
