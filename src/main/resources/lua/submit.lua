-- Takes a command in.
-- ARGV: now, log length, device, command, name, args, by, scope of the key, key ('' for none), hash of the body, expires,
-- whether it may wait, revision that the log must be at ('' for any), how many may be open, what it
-- came of ('' for itself).
-- Reply: COLD | REUSED | CONFLICT, revision | MANY | OFFLINE | REPEATED, command
--   | OK, connection that must carry it ('' for none), epoch and revision of its entry, appended besides
local dev, id = ARGV[3], ARGV[4]
local s = load(dev, {})
if not s then
  return { 'COLD' }
end
local keyKey = key('key', dev) .. '|' .. ARGV[8] .. '|' .. ARGV[9]
if ARGV[9] ~= '' then
  local first = redis.call('GET', keyKey)
  if first then
    local body, known = string.match(first, '^(%S+) (.+)$')
    local c = command(dev, known)
    if body ~= ARGV[10] then
      return { 'REUSED' }
    elseif c then
      return { 'REPEATED', flatCommand(c) }
    end
  end
end
if ARGV[13] ~= '' and tonumber(ARGV[13]) ~= s.rev then
  return { 'CONFLICT', int(s.rev) }
end
local connected = s.state == 'active'
if not connected and ARGV[12] ~= '1' then
  return { 'OFFLINE' }
end
if redis.call('RPUSH', key('open', dev), id) > tonumber(ARGV[14]) then
  redis.call('RPOP', key('open', dev))
  return { 'MANY' }
end

local c = {
  id = id, name = ARGV[5], args = ARGV[6], by = ARGV[7], created = NOW, expires = ARGV[11], on = connected and place(s) or nil,
  cause = ARGV[15] ~= '' and ARGV[15] or nil,
}
redis.call('ZADD', key('cmds', dev), NOW, id)
redis.call('PERSIST', key('cmds', dev))
redis.call('ZREMRANGEBYRANK', key('cmds', dev), 0, -1001)
redis.call('ZADD', tag .. ':due', c.expires, 'c|' .. dev .. '|' .. id)
if ARGV[9] ~= '' then
  redis.call('SET', keyKey, ARGV[10] .. ' ' .. id, 'PX', REMEMBERED)
end
advance(s, c, connected and 'sent' or 'queued')
save(s)
appended[#appended] = nil
return { 'OK', connected and int(s.conn) or '', int(s.epoch), int(s.rev), appended }
