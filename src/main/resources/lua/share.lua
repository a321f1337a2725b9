-- Appends a change of shares, once however often it is told.
-- ARGV: now, log length, device, at, by, body, the change's id.
-- Reply: COLD | OK, appended
local dev = ARGV[3]
local s = load(dev, {})
if not s then
  return { 'COLD' }
end
local told = key('shares', dev)
if redis.call('ZSCORE', told, ARGV[7]) then
  return { 'OK', appended }
end
-- Who tells it again does so soon.
redis.call('ZADD', told, NOW, ARGV[7])
redis.call('ZREMRANGEBYSCORE', told, '-inf', int(now - REMEMBERED))
redis.call('PEXPIRE', told, REMEMBERED)
append(s, ARGV[4], 'share', ARGV[5], ARGV[6])
save(s)
return { 'OK', appended }
