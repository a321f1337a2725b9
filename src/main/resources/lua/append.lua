-- Appends an entry of the hub itself.
-- ARGV: now, log length, device, kind, by, body.
-- Reply: COLD | OK, appended
local s = load(ARGV[3], {})
if not s then
  return { 'COLD' }
end
append(s, NOW, ARGV[4], ARGV[5], ARGV[6])
save(s)
return { 'OK', appended }
