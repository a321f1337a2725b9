-- Takes back a command that waits.
-- ARGV: now, log length, device, command, by.
-- Reply: UNKNOWN | LATE, status | OK, command, '', '', appended
local s = load(ARGV[3], {})
local c = s and command(ARGV[3], ARGV[4])
if not c then
  return { 'UNKNOWN' }
end
if c.status == 'queued' then
  advance(s, c, 'cancelled', nil, ARGV[5])
  save(s)
elseif c.status ~= 'cancelled' then
  return { 'LATE', c.status }
end
return { 'OK', flatCommand(c), '', '', appended }
