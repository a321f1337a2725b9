-- What brings a terminal up to date; without a cursor, everything about the device.
-- ARGV: now, log length, device, epoch and revision of the cursor ('' for none).
-- Reply: COLD | CURRENT, epoch, revision | REPLAY, entries as XRANGE has them
--   | SNAPSHOT, epoch, revision, desired revision, presence status, reason, since, wake, state, desired
local dev = ARGV[3]
local s = load(dev, SNAPSHOT)
if not s then
  return { 'COLD' }
end
if ARGV[4] ~= '' then
  local epoch, rev = tonumber(ARGV[4]), tonumber(ARGV[5])
  if epoch == s.epoch and rev == s.rev then
    return { 'CURRENT', int(epoch), int(rev) }
  end
  local id = int(rev) .. '-' .. int(epoch)
  if rev > 0 and rev < s.rev and #redis.call('XRANGE', key('log', dev), id, id) > 0 then
    return { 'REPLAY', redis.call('XRANGE', key('log', dev), '(' .. id, '+') }
  end
end
return snapshot(s)
