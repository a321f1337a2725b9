-- Takes a command in.
-- ARGV: now, log length, device, command, name, args, by, scope of the key, key ('' for none), hash of the body, expires,
-- whether it may wait, revision that the log must be at ('' for any), how many may be open.
-- Reply: COLD | REUSED | CONFLICT, revision | MANY | OFFLINE
--   | OK, repeated, command, epoch and connection that must carry it ('' for none), appended
local dev, id = ARGV[3], ARGV[4]
local s = load(dev, {})
if not s then
  return { 'COLD' }
end
local keyKey = key('key', dev) .. '|' .. ARGV[8] .. '|' .. ARGV[9]
if ARGV[9] ~= '' then
  local first = redis.call('HMGET', keyKey, 'body', 'command')
  if first[1] then
    local c = command(dev, first[2])
    if first[1] ~= ARGV[10] then
      return { 'REUSED' }
    elseif c then
      return { 'OK', 1, flatCommand(c), '', '', appended }
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
if redis.call('LLEN', key('open', dev)) >= tonumber(ARGV[14]) then
  return { 'MANY' }
end

local c = { id = id, name = ARGV[5], args = ARGV[6], by = ARGV[7], created = NOW, expires = ARGV[11] }
redis.call('HSET', commandKey(dev, id), 'id', id, 'name', c.name, 'args', c.args, 'by', c.by, 'created', NOW,
  'expires', c.expires, 'on', connected and place(s) or '')
redis.call('RPUSH', key('open', dev), id)
redis.call('ZADD', key('cmds', dev), NOW, id)
redis.call('ZREMRANGEBYRANK', key('cmds', dev), 0, -1001)
redis.call('ZADD', tag .. ':due', c.expires, 'c|' .. dev .. '|' .. id)
if ARGV[9] ~= '' then
  redis.call('HSET', keyKey, 'body', ARGV[10], 'command', id)
  redis.call('PEXPIRE', keyKey, REMEMBERED)
end
advance(s, c, connected and 'sent' or 'queued')
save(s)
return { 'OK', 0, flatCommand(c), connected and int(s.epoch) or '', connected and int(s.conn) or '', appended }
