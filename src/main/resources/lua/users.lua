-- Shared by the scripts of people's sessions: log-ins and the terminals that live on them.
--
-- KEYS[1] is the user's list, {u17}:list:usr_1, or the shard's deadlines, {u17}:due; all other keys carry the same hash tag. ARGV[1] is the
-- hub's time in milliseconds. What expires is judged by that time. A log-in and a terminal stay until what they were is kept elsewhere
-- (leaving.lua, left.lua); times to live that keys beside them have only clean up, a day later.

local tag = string.sub(KEYS[1], 1, (string.find(KEYS[1], '}', 1, true)))
local list = KEYS[1]
local now = tonumber(ARGV[1])
local NOW = ARGV[1]
local REMEMBERED = 24 * 3600 * 1000

-- How long what ended stays here at the least: what was under way in it is still counted, and its sockets still hear why.
local AFTER_END = 60 * 1000

-- How many tokens that a terminal had lead to it.
local MOST_ISSUED = 1024

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

-- The key of a log-in (l) or a terminal (t).
local function named(kind, id)
  return key(kind == 'l' and 'login' or 'term', id)
end

-- When it is looked at again: what lives ends then, what has ended leaves.
local function due(kind, id, at)
  redis.call('ZADD', tag .. ':due', int(at), kind .. '|' .. id)
end

-- Which terminals are connected to each node, and in one hash of the shard the nodes' beats, as for devices (prelude.lua).

local function connected(node)
  return tag .. ':on:' .. node
end

local function nodes()
  return tag .. ':nodes'
end

local function take(id, node)
  redis.call('SADD', connected(node), id)
  redis.call('HSETNX', nodes(), node, '-' .. NOW)
end

local function left(id, terminal)
  if terminal.node then
    redis.call('SREM', connected(terminal.node), id)
  end
end

-- The terminal's connection is gone, of which it was last heard then.
local function part(id, terminal, heard)
  local to = math.min(tonumber(terminal.expires), heard + tonumber(terminal.ttl))
  redis.call('HSET', key('term', id), 'state', 'dormant', 'seen', int(heard), 'expires', int(to))
  left(id, terminal)
  due('t', id, to)
end

local function over(kind, id, session, reason, at)
  local k = named(kind, id)
  redis.call('HSET', k, 'state', 'ended', 'endr', reason, 'expires', int(at))
  redis.call('HDEL', k, 'tok', 'prev', 'refresh')
  redis.call('PERSIST', k)
  if kind == 't' then
    if session.state == 'active' then
      redis.call('HSET', k, 'seen', int(at))
    end
    left(id, session)
    redis.call('SREM', key('terms', session.login), id)
  else
    redis.call('DEL', key('spent', id))
  end
  due(kind, id, now + AFTER_END)
end

local function endTerminal(id, reason)
  local terminal = read(key('term', id))
  if not alive(terminal) then
    return false
  end
  over('t', id, terminal, reason, now)
  return true
end

-- Ends a log-in with all its terminals; false when it was over.
local function endLogin(id, reason)
  local login = read(key('login', id))
  if not alive(login) then
    return false
  end
  for _, terminal in ipairs(redis.call('SMEMBERS', key('terms', id))) do
    endTerminal(terminal, reason)
  end
  redis.call('DEL', key('terms', id))
  over('l', id, login, reason, now)
  return true
end

-- Takes it out with all it has; the list of its user still names it.
local function forget(kind, id)
  local session = read(named(kind, id))
  if session and kind == 't' then
    left(id, session)
  end
  for _, hash in ipairs(redis.call('LRANGE', key('issued', id), 0, -1)) do
    redis.call('DEL', key('ttok', hash))
  end
  redis.call('DEL', named(kind, id), key('spent', id), key('terms', id), key('issued', id))
  redis.call('ZREM', tag .. ':due', kind .. '|' .. id)
end

-- All that are remembered, newest first, as kind, id, fields; those that are not are taken off the list.
local function remembered()
  local found = {}
  for _, member in ipairs(redis.call('ZREVRANGE', list, 0, -1)) do
    local kind, id = string.sub(member, 1, 1), string.sub(member, 3)
    local session = read(named(kind, id))
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

-- A session as the hub reads it back. One whose time is over has ended, whether anybody noticed or not. A connected terminal is known to
-- have been there at the latest time at which its node would have noticed its silence.
local function flat(kind, id, s, silence)
  local state, reason, seen = s.state, s.endr or '', tonumber(s.seen)
  if state ~= 'ended' and not alive(s) then
    state, reason = 'ended', 'EXPIRED'
  end
  if state == 'active' and s.node and kind == 't' and silence then
    local beat = redis.call('HGET', nodes(), s.node)
    seen = math.max(seen, (beat and math.abs(tonumber(beat)) or 0) - silence)
  end
  return { kind, id, state, reason, s.created, int(seen), s.expires, s.address, s.client, s.user, s.node or '', s.commands or '0',
    s.reconnects or '0', s.received or '0', s.sent or '0' }
end
