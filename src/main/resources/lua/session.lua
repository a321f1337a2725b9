-- The device's session as people see it.
-- ARGV: now, log length, device. Reply: its fields, '' where there is none; nothing when there never was one.
local s = load(ARGV[3], { 'endr', 'created', 'address', 'model', 'firmware', 'node' })
if not s or not s.id then
  return {}
end
return { s.id, s.state, s.endr or '', int(s.created), int(s.state == 'active' and heardAt(s) or s.seen), int(lifeEnd(s) or s.seen), s.address or '', s.model or '',
  s.firmware or '' }
