-- The device's session as people see it.
-- ARGV: now, log length, device, usual cap of the state in bytes.
-- Reply: its fields, '' where there is none; nothing when there never was one.
local s = load(ARGV[3], { 'endr', 'created', 'address', 'model', 'firmware', 'node', 'grace', 'flapping', 'reconnects', 'received', 'said' })
if not s or not s.id then
  return {}
end
-- What the next clean-up of the log removes by age, and when it is.
local at, old = '', 0
if s.trim then
  local first = redis.call('XRANGE', key('log', s.dev), '-', '+', 'COUNT', 1)[1]
  at = redis.call('ZSCORE', tag .. ':due', 'a|' .. s.dev) or ''
  old = first and math.max(0, s.trim - tonumber(string.match(first[1], '^%d+')) + 1) or 0
end
return { s.id, s.state, s.endr or '', int(s.created), int(s.state == 'active' and heardAt(s) or s.seen), int(lifeEnd(s) or s.seen),
  s.address or '', s.model or '', s.firmware or '', s.node or '', int(s.reports or 0), int(s.sent or 0), int(s.reconnects or 0),
  int(s.received or 0), int(s.said or 0), int(s.hb), int(s.ttl), int(s.grace or 0), int(s.cap or tonumber(ARGV[4])), int(s.epoch),
  s.flapping and 1 or 0, int(s.size or 0), int(s.dsize or 0), redis.call('XLEN', key('log', s.dev)),
  old, at }
