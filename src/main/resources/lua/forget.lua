-- Forgets a device with all it has. What waits in the outbox still goes its way.
-- ARGV: now, log length, device.
local dev = ARGV[3]
local s = load(dev, {})
if s and s.id then
  redis.call('HDEL', tag .. ':sids', s.id)
end
if s then
  leave(s)
  count(s, nil)
end
for _, id in ipairs(redis.call('LRANGE', key('open', dev), 0, -1)) do
  redis.call('DEL', commandKey(dev, id))
  redis.call('ZREM', tag .. ':due', 'c|' .. dev .. '|' .. id)
end
for _, id in ipairs(redis.call('ZRANGE', key('cmds', dev), 0, -1)) do
  redis.call('DEL', commandKey(dev, id))
end
redis.call('ZREM', tag .. ':due', 's|' .. dev, 'a|' .. dev)
redis.call('DEL', key('hot', dev), key('session', dev), key('state', dev), key('desired', dev), key('log', dev), key('open', dev),
  key('cmds', dev), key('spent', dev), key('shown', dev), key('why', dev), key('own', dev), key('steps', dev), key('shares', dev))
return 1
