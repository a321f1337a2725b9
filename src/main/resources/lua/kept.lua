-- Removes from one shard's outbox what was kept: all up to this entry.
-- KEYS[1]: the stream. ARGV: the entry's id.
local millis, number = string.match(ARGV[1], '^(%d+)-(%d+)$')
return redis.call('XTRIM', KEYS[1], 'MINID', millis .. '-' .. string.format('%.0f', number + 1))
