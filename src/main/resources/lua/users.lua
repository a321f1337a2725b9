-- Shared by the scripts of people's sessions: log-ins and the terminals that live on them.
--
-- KEYS[1] is the user's list, {u17}:list:usr_1; all other keys carry the same hash tag. ARGV[1] is the hub's time in
-- milliseconds. What expires is judged by that time; the keys' own times to live only clean up, a day later.

local tag = string.sub(KEYS[1], 1, (string.find(KEYS[1], '}', 1, true)))
local list = KEYS[1]
local now = tonumber(ARGV[1])
local NOW = ARGV[1]
local REMEMBERED = 24 * 3600 * 1000

local function int(n)
  return string.format('%.0f', n)
end

local function key(kind, id)
  return tag .. ':' .. kind .. ':' .. id
end

local function read(k)
  local flat = redis.call('HGETALL', k)
  if #flat == 0 then
    return nil
  end
  local fields = {}
  for i = 1, #flat, 2 do
    fields[flat[i]] = flat[i + 1]
  end
  return fields
end

local function alive(session)
  return session and session.state ~= 'ended' and tonumber(session.expires) > now
end

local function keep(k, untilTime)
  redis.call('PEXPIRE', k, int(math.max(0, untilTime - now) + REMEMBERED))
end

local function over(k, reason)
  redis.call('HSET', k, 'state', 'ended', 'endr', reason, 'expires', NOW)
  redis.call('HDEL', k, 'tok', 'prev')
  redis.call('PEXPIRE', k, REMEMBERED)
end

local function endTerminal(id, reason)
  local terminal = read(key('term', id))
  if not alive(terminal) then
    return false
  end
  over(key('term', id), reason)
  redis.call('SREM', key('terms', terminal.login), id)
  return true
end

-- Ends a log-in with all its terminals; false when it was over.
local function endLogin(id, reason)
  local login = read(key('login', id))
  if not alive(login) then
    return false
  end
  over(key('login', id), reason)
  redis.call('HDEL', key('login', id), 'refresh')
  for _, terminal in ipairs(redis.call('SMEMBERS', key('terms', id))) do
    endTerminal(terminal, reason)
  end
  redis.call('DEL', key('spent', id), key('terms', id))
  return true
end

-- All that are remembered, newest first, as kind, id, fields; those that are not are taken off the list.
local function remembered()
  local found = {}
  for _, member in ipairs(redis.call('ZREVRANGE', list, 0, -1)) do
    local kind, id = string.sub(member, 1, 1), string.sub(member, 3)
    local session = read(key(kind == 'l' and 'login' or 'term', id))
    if session then
      found[#found + 1] = { kind, id, session }
    else
      redis.call('ZREM', list, member)
    end
  end
  return found
end

local function remember(kind, id)
  redis.call('ZADD', list, NOW, kind .. '|' .. id)
end

-- A session as the hub reads it back. One whose time is over has ended, whether anybody noticed or not.
local function flat(kind, id, s)
  local state, reason = s.state, s.endr or ''
  if state ~= 'ended' and not alive(s) then
    state, reason = 'ended', 'EXPIRED'
  end
  return { kind, id, state, reason, s.created, s.seen, s.expires, s.address, s.client, s.user }
end
