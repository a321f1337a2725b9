-- Ends a device's session, whoever holds it.
-- ARGV: now, log length, device, session ('' for whichever), reason of the end, reason of the presence, by.
-- Reply: appended
local s = load(ARGV[3])
if s and living(s) and (ARGV[4] == '' or ARGV[4] == s.id) then
  finish(s, ARGV[5])
  presence(s, 'offline', ARGV[6], ARGV[7])
  save(s)
end
return appended
