-- What is wanted of a connected device, to be told to it again.
-- ARGV: now, log length, device.
-- Reply: AWAY | OK, epoch and connection of the device, the revision of the last change of what is wanted, and that
local s = load(ARGV[3], {})
if not s or s.state ~= 'active' then
  return { 'AWAY' }
end
return { 'OK', int(s.epoch), int(s.conn), int(s.dre or 0), redis.call('HGETALL', key('desired', s.dev)) }
