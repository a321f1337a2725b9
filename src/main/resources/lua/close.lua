-- Ends a connection.
-- ARGV: now, log length, device, epoch, connection, how (dormant, asleep or ended), reason of the presence, reason of the end,
-- wake ('' for none), for how long nothing had been heard, bytes received and
-- sent, 1 when the link broke without a word.
-- Reply: appended
local s = load(ARGV[3])
if s then
  carry(s, ARGV[5], ARGV[11], ARGV[12])
end
if not s or not newest(s, ARGV[4], ARGV[5]) or not living(s) then
  return appended
end
local how, reason = ARGV[6], ARGV[7]
local byDevice = '{"device":"' .. s.dev .. '"}'
if s.state == 'active' then
  put(s, 'seen', math.max(s.seen, now - tonumber(ARGV[10])))
end
put(s, 'lost', nil)
if how == 'ended' then
  finish(s, ARGV[8])
  presence(s, 'offline', reason, reason == 'BYE' and byDevice or BY_CONNECTION)
elseif how == 'asleep' then
  leave(s)
  local wake = ARGV[9] ~= '' and now + tonumber(ARGV[9]) or nil
  put(s, 'state', 'asleep')
  put(s, 'expires', (wake or now) + s.ttl)
  due(s, s.expires)
  presence(s, 'asleep', reason, byDevice, wake)
elseif s.state == 'active' then
  leave(s)
  put(s, 'broken', ARGV[13] == '1' and '1' or nil)
  put(s, 'state', 'dormant')
  put(s, 'expires', s.seen + s.ttl)
  due(s, s.expires)
  presence(s, 'offline', reason, BY_CONNECTION)
end
save(s)
return appended
