-- The device's own word on a command.
-- ARGV: now, log length, device, epoch, connection, command, status, percent, data, code, message ('' for none).
-- Reply: STALE, whether the session is unknown | UNKNOWN
--   | OK, command, epoch and revision of its entry ('' where it is no news), appended besides
local dev, status = ARGV[3], ARGV[7]
local s = load(dev, {})
local stale = fenced(s, ARGV[4], ARGV[5])
if stale then
  return stale
end
heard(s)
local c = command(dev, ARGV[6])
if not c then
  save(s)
  return { 'UNKNOWN' }
end

local rank = { queued = 0, sent = 1, received = 2, running = 3 }
local extra = {}
for i, name in ipairs({ 'percent', 'data', 'code', 'message' }) do
  if ARGV[7 + i] ~= '' then
    extra[name] = ARGV[7 + i]
  end
end
local is = rank[c.status]
local epoch, rev = '', ''
-- A command that was never sent can't be known to the device, and what has ended stays so.
if is and is > 0 then
  local to = rank[status]
  local news = not to or to > is or (to == is and extra.percent ~= nil and extra.percent ~= c.percent)
  if news then
    advance(s, c, status, extra)
    appended[#appended] = nil
    epoch, rev = int(s.epoch), int(s.rev)
  end
end
save(s)
return { 'OK', flatCommand(c), epoch, rev, appended }
