-- Shared by every script that touches a device: the names of its keys, its session, its log, its commands.
--
-- KEYS[1] is a key of the shard, such as {s17}:session:dev_1; all other keys carry the same hash tag, so that a script stays
-- within one slot. ARGV[1] is the hub's time in milliseconds, ARGV[2] how many entries a log keeps at least and for how long, with a space
-- between, in all scripts that write; after a + when other nodes may listen, who are told what is appended, and after a * when they do on a cluster,
-- where a channel is of a shard as a key is. Numbers go through int(): Lua's own conversion would round what has more than 14 digits.

local KEYS, ARGV = KEYS, ARGV
local tag, now, NOW
local LISTENERS, IN_SHARDS = string.byte('+*', 1, 2)
local bounds, publishes, sharded

-- What the call appends to logs is collected, to be told to the hub.
local appended

-- A call begins: a script is one, unless it runs several.
local function begin(keys, arguments)
  KEYS, ARGV = keys, arguments
  tag = string.sub(KEYS[1], 1, (string.find(KEYS[1], '}', 1, true)))
  now = tonumber(ARGV[1])
  NOW = ARGV[1]
  bounds = ARGV[2]
  sharded = bounds and string.byte(bounds) == IN_SHARDS
  publishes = sharded or bounds and string.byte(bounds) == LISTENERS
  appended = {}
end
begin(KEYS, ARGV)

local BY_DEADLINE = '{"hub":"deadline"}'
local BY_CONNECTION = '{"hub":"connection"}'
local BY_SECURITY = '{"hub":"security"}'
local REMEMBERED = 24 * 3600 * 1000

-- When Redis was emptied, sessions may have been created that the kept log has not heard of. No epoch of theirs is used again.
local EPOCHS_LOST = 1000

local function int(n)
  return string.format('%.0f', n)
end

local function key(kind, dev)
  return tag .. ':' .. kind .. ':' .. dev
end

-- The session. What every write needs is packed into one value beside the hash with the rest, in this order: rev, epoch, conn, id,
-- state, seq, dre, seen, hb, ttl, expires, size, dsize, due, conf, lost, cold, cap, reports, sent, trim. Reading and writing that many fields one by one
-- would cost more than all else that a write does.

local REST = {
  tok = true, prev = true, boot = true, pst = true, prs = true, pat = true, pwk = true, created = true, endr = true,
  address = true, node = true, model = true, firmware = true, pgr = true, grace = true, tat = true, flapping = true,
  reconnects = true, received = true, said = true, broken = true,
}
local NUMBERS = { pat = true, created = true, grace = true, pgr = true, tat = true, reconnects = true, received = true, said = true }
local ALL = { 'tok', 'prev', 'boot', 'pst', 'prs', 'pat', 'pwk', 'created', 'endr', 'node', 'grace', 'tat', 'flapping', 'reconnects', 'broken' }

local function unpacked(dev, text)
  local v = cmsgpack.unpack(text)
  return {
    dev = dev, rev = v[1], epoch = v[2], conn = v[3] or nil, id = v[4] or nil, state = v[5] or nil, seq = v[6] or nil,
    dre = v[7] or nil, seen = v[8] or nil, hb = v[9] or nil, ttl = v[10] or nil, expires = v[11] or nil, size = v[12] or nil,
    dsize = v[13] or nil, due = v[14] or nil, conf = v[15] or nil, lost = v[16] or nil, cold = v[17] or nil,
    cap = v[18] or nil, reports = v[19] or nil, sent = v[20] or nil, trim = v[21] or nil, counted = v[5] or nil,
  }
end

local function packed(s)
  return cmsgpack.pack({
    s.rev, s.epoch, s.conn or false, s.id or false, s.state or false, s.seq or false, s.dre or false, s.seen or false,
    s.hb or false, s.ttl or false, s.expires or false, s.size or false, s.dsize or false, s.due or false, s.conf or false,
    s.lost or false, s.cold or false, s.cap or false, s.reports or false, s.sent or false,
    s.trim or false,
  })
end

-- The device's session with these fields of the rest, or all that scripts look at; numbers are numbers, nil where nothing is
-- stored. Nil when Redis does not know the device.
local function load(dev, rest)
  local text = redis.call('GET', key('hot', dev))
  if not text then
    return nil
  end
  local s = unpacked(dev, text)
  rest = rest or ALL
  if #rest > 0 then
    local values = redis.call('HMGET', key('session', dev), unpack(rest))
    for i, field in ipairs(rest) do
      local value = values[i]
      if value and value ~= '' then
        s[field] = NUMBERS[field] and tonumber(value) or value
      end
    end
  end
  return s
end

local function put(s, field, value)
  s[field] = value
  if REST[field] then
    s.dirty = s.dirty or {}
    s.dirty[field] = true
  else
    s.changed = true
  end
end

-- How many sessions of the shard are in each state.
local function count(s, state)
  if s.counted ~= state then
    if s.counted then
      redis.call('HINCRBY', tag .. ':counts', s.counted, -1)
    end
    if state then
      redis.call('HINCRBY', tag .. ':counts', state, 1)
    end
    s.counted = state
  end
end

local function save(s)
  if s.changed then
    redis.call('SET', key('hot', s.dev), packed(s))
    s.changed = nil
    count(s, s.state)
  end
  if s.dirty then
    local pairs_ = {}
    for field in pairs(s.dirty) do
      local value = s[field]
      pairs_[#pairs_ + 1] = field
      pairs_[#pairs_ + 1] = value == nil and '' or (type(value) == 'number' and int(value) or value)
    end
    redis.call('HSET', key('session', s.dev), unpack(pairs_))
    s.dirty = nil
  end
end

local function living(s)
  return s.state == 'active' or s.state == 'dormant' or s.state == 'asleep'
end

-- Who is connected. Each node has a set of the devices whose sockets it holds and, in one hash of the shard, a beat that changes
-- all the time: as long as it does, all of them count as connected, at no cost for each. Whoever sees it stand still for long enough
-- takes the node for gone, and its devices for lost (claim.lua); a - before the beat says that this has begun.

local function connected(node)
  return tag .. ':on:' .. node
end

local function nodes()
  return tag .. ':nodes'
end

-- The node that holds the device's newest connection, or held it last.
local function nodeOf(s)
  if not s.node then
    s.node = redis.call('HGET', key('session', s.dev), 'node') or ''
  end
  return s.node
end

-- A node that is not known here is noted as one that is about to be gone: so it is watched, should it never be heard of, and told.
local function take(s)
  redis.call('SADD', connected(nodeOf(s)), s.dev)
  redis.call('HSETNX', nodes(), nodeOf(s), '-' .. NOW)
end

local function leave(s)
  redis.call('SREM', connected(nodeOf(s)), s.dev)
end

-- Until when the connected device is known to have been there, at the least. Of one that is heard without anything to store, only
-- its node is asked, which would have noticed silence of one and a half heartbeats.
local function heardAt(s)
  local beat = redis.call('HGET', nodes(), nodeOf(s))
  return math.max(s.seen, (beat and math.abs(tonumber(beat)) or 0) - 1.5 * s.hb)
end

-- When the session ends, should nothing more be heard.
local function lifeEnd(s)
  if s.state == 'active' then
    return heardAt(s) + math.max(s.ttl, 2 * s.hb)
  end
  return s.expires
end

-- The log. Of more entries than it keeps the oldest go whenever one comes; what is older than it keeps goes by a deadline (claim.lua), which
-- the first entry sets that comes after the log was shortened. What the log has then is to go: trim is the last revision of that.

local function agesAt(s, at)
  redis.call('ZADD', tag .. ':due', int(at), 'a|' .. s.dev)
  put(s, 'trim', s.rev)
end

-- cause: what the entry came of; nil when of nothing else.
local function append(s, at, kind, by, body, cause)
  if s.cold == '1' then
    -- What was lost with an emptied Redis may have had these revisions under the old epoch.
    put(s, 'cold', nil)
    put(s, 'epoch', s.epoch + EPOCHS_LOST)
  end
  put(s, 'rev', s.rev + 1)
  local longest, age = string.match(bounds, '(%d+) (%d+)$')
  if not s.trim then
    agesAt(s, now + age)
  end
  local epoch, rev = int(s.epoch), int(s.rev)
  local of = cause and ' ' .. cause or ''
  redis.call('XADD', key('log', s.dev), 'MAXLEN', '~', longest, rev .. '-' .. epoch,
    'h', kind .. ' ' .. at .. of, 'by', by, 'b', body)
  redis.call('XADD', tag .. ':outbox', '*',
    'h', s.dev .. ' ' .. epoch .. ' ' .. rev .. ' ' .. kind .. ' ' .. at .. ' ' .. NOW .. of, 'by', by, 'b', body)
  if publishes then
    redis.call(sharded and 'SPUBLISH' or 'PUBLISH', sharded and key('log', s.dev) or 'hawser:log:' .. s.dev,
      epoch .. ' ' .. rev .. ' ' .. kind .. ' ' .. at .. of .. '\n' .. by .. '\n' .. body)
  end
  appended[#appended + 1] = { s.dev, epoch, rev, kind, at, by, body, cause or '' }
end

-- Absences that may be over in a moment: people are told of them when they last longer than the device's grace.
local BRIEF = { CLOSED = true, HEARTBEAT_LOST = true, RESTART = true }

local function presence(s, status, reason, by, wake)
  local grace = BRIEF[reason] and s.grace and s.grace > 0 and s.grace or nil
  put(s, 'pgr', grace)
  put(s, 'pst', status)
  put(s, 'prs', reason)
  put(s, 'pat', now)
  put(s, 'pwk', wake and int(wake) or nil)
  local body = '{"status":"' .. status .. '","reason":"' .. reason .. '"'
  if s.id then
    body = body .. ',"session":"' .. s.id .. '"'
  end
  if wake then
    body = body .. ',"wake":' .. int(wake)
  end
  if grace then
    body = body .. ',"grace":' .. int(grace)
  end
  if s.booted then
    body = body .. ',"booted":true'
    s.booted = nil
  end
  if s.over then
    body = body .. ',"ended":' .. s.over
    s.over = nil
  end
  append(s, NOW, 'presence', by, body .. '}', s.id)
end

-- Deadlines.

local function due(s, at)
  if at then
    redis.call('ZADD', tag .. ':due', int(at), 's|' .. s.dev)
  else
    redis.call('ZREM', tag .. ':due', 's|' .. s.dev)
  end
  put(s, 'due', at)
end

-- Whether the connection, told as <number>|<session>, is its device's newest. The session's id is told beside the epoch for the
-- sake of connections that have outlived all that Redis knew.
local function newest(s, epoch, connection)
  return s.id and s.epoch == tonumber(epoch) and int(s.conn) .. '|' .. s.id == connection
end

-- The fence: why this connection may not write, as a reply; nil when it is its device's newest and was not closed. One that a
-- deadline took for lost may: its session comes back to life.
local function fenced(s, epoch, connection)
  if not s or not s.state then
    return { 'STALE', 1 }
  end
  if not newest(s, epoch, connection) or not (s.state == 'active' or s.lost == '1') then
    return { 'STALE', 0 }
  end
  return nil
end

-- The connection lives, whatever a deadline took it for.
local function revive(s)
  if s.state ~= 'active' then
    put(s, 'state', 'active')
    put(s, 'lost', nil)
    due(s, nil)
    take(s)
    presence(s, 'online', 'RESUMED', '{"device":"' .. s.dev .. '"}')
  end
  put(s, 'seen', now)
end

-- The device was heard on its newest connection, so that its newest token has served.
local function heard(s)
  if s.conf ~= '1' then
    put(s, 'conf', '1')
  end
  revive(s)
end

-- Adds what went over a connection of the session, in bytes.
local function carry(s, connection, received, sent)
  if s.id and string.match(connection, '|(.*)$') == s.id then
    for field, bytes in pairs({ received = received, said = sent }) do
      if bytes ~= '0' then
        redis.call('HINCRBY', key('session', s.dev), field, bytes)
      end
    end
  end
end

-- How long what ended stays in Redis at the least, and how soon it is looked again whether it is kept elsewhere.
local AFTER_END = 60 * 1000

-- The session ends for that reason: the kept log has all of it from then on, beside the next entry of its presence.
local function summarize(s, reason)
  local rest = redis.call('HMGET', key('session', s.dev), 'address', 'model', 'firmware', 'node', 'received', 'said')
  local client = (rest[2] or '') .. ((rest[2] and rest[3]) and ' ' or '') .. (rest[3] or '')
  s.over = '{"session":"' .. s.id .. '","reason":"' .. reason .. '","epoch":' .. int(s.epoch) .. ',"created":' .. int(s.created)
    .. ',"seen":' .. int(s.seen) .. ',"address":' .. cjson.encode(rest[1] or '') .. ',"client":' .. cjson.encode(client)
    .. ',"node":' .. cjson.encode(rest[4] or '') .. ',"reports":' .. int(s.reports or 0) .. ',"commands":' .. int(s.sent or 0)
    .. ',"reconnects":' .. int(s.reconnects or 0) .. ',"received":' .. (rest[5] or '0') .. ',"sent":' .. (rest[6] or '0') .. '}'
end

-- The session is over; what is told of it is up to the caller.
local function finish(s, reason)
  summarize(s, reason)
  leave(s)
  put(s, 'state', 'ended')
  put(s, 'lost', nil)
  put(s, 'endr', reason)
  put(s, 'expires', now)
  put(s, 'tok', nil)
  put(s, 'prev', nil)
  due(s, now + AFTER_END)
  redis.call('DEL', key('shown', s.dev), key('spent', s.dev))
end

-- Tokens of the session that were spent, each as the first eight bytes of its hash: enough to know it again, while nobody can make another
-- that begins so. An older version of the hub kept whole ones, as spent.

local BRIEF_BYTES = 8
local MOST_SPENT = 64

local function shortened(hash)
  return (string.gsub(string.sub(hash, 1, 2 * BRIEF_BYTES), '%x%x', function(byte)
    return string.char(tonumber(byte, 16))
  end))
end

local function isSpent(dev, hash)
  local all, one = redis.call('GET', key('shown', dev)) or '', shortened(hash)
  for at = 1, #all, BRIEF_BYTES do
    if string.sub(all, at, at + BRIEF_BYTES - 1) == one then
      return true
    end
  end
  return false
end

-- The newest are remembered.
local function spend(dev, hashes)
  if #hashes > 0 then
    local all = redis.call('GET', key('shown', dev)) or ''
    for _, hash in ipairs(hashes) do
      all = all .. shortened(hash)
    end
    redis.call('SET', key('shown', dev), string.sub(all, -BRIEF_BYTES * MOST_SPENT))
  end
end

-- Commands: each is one packed value, in this order.

local COMMAND = { 'id', 'name', 'args', 'by', 'created', 'expires', 'status', 'on', 'percent', 'data', 'code', 'message', 'ended',
  'cause' }

local function commandKey(dev, id)
  return tag .. ':ledger:' .. dev .. '|' .. id
end

local function command(dev, id)
  local text = redis.call('GET', commandKey(dev, id))
  if not text then
    return nil
  end
  local c, values = {}, cmsgpack.unpack(text)
  for i, field in ipairs(COMMAND) do
    c[field] = values[i] or nil
  end
  return c
end

-- Stores the command; once it has ended, for a while.
local function keep(dev, c)
  local values = {}
  for i, field in ipairs(COMMAND) do
    values[i] = c[field] or false
  end
  if c.ended then
    redis.call('SET', commandKey(dev, c.id), cmsgpack.pack(values), 'PX', 2 * REMEMBERED)
  else
    redis.call('SET', commandKey(dev, c.id), cmsgpack.pack(values))
  end
end

local function isEnd(status)
  return not (status == 'queued' or status == 'sent' or status == 'received' or status == 'running')
end

-- What a command came of: what was told, or itself.
local function causeOf(c)
  return c.cause or c.id
end

local function commandBody(c)
  local body = { '{"command":"', c.id, '","name":', cjson.encode(c.name), ',"args":', c.args, ',"status":"', c.status, '"' }
  if c.percent then
    body[#body + 1] = ',"percent":' .. c.percent
  end
  if c.data then
    body[#body + 1] = ',"data":' .. c.data
  end
  if c.code then
    body[#body + 1] = ',"code":' .. cjson.encode(c.code)
  end
  if c.message then
    body[#body + 1] = ',"message":' .. cjson.encode(c.message)
  end
  body[#body + 1] = '}'
  return table.concat(body)
end

-- Stores a command's new status with what goes with it, and appends its entry.
local function advance(s, c, status, extra, by)
  c.status = status
  if status == 'sent' then
    put(s, 'sent', (s.sent or 0) + 1)
  end
  for name, value in pairs(extra or {}) do
    c[name] = value
  end
  if isEnd(status) then
    c.ended = NOW
    c.percent = nil
    redis.call('LREM', key('open', s.dev), 0, c.id)
    redis.call('ZREM', tag .. ':due', 'c|' .. s.dev .. '|' .. c.id)
    if redis.call('EXISTS', key('open', s.dev)) == 0 then
      -- It goes with the last command that it names.
      redis.call('PEXPIRE', key('cmds', s.dev), 2 * REMEMBERED)
    end
  end
  keep(s.dev, c)
  append(s, NOW, 'command', by or c.by, commandBody(c), causeOf(c))
end

-- The command as the hub reads it back.
local function flatCommand(c)
  return { c.id, c.name, c.args, c.status, c.percent or '', c.data or '', c.code or '', c.message or '', c.by, c.created,
    c.expires, c.ended or '', causeOf(c) }
end

-- Where a command was sent: it must be heard of from there.
local function place(s)
  return int(s.epoch) .. '.' .. int(s.conn)
end

-- Properties.

-- Values of many fields of a hash, false where there is none; in parts, since Lua's stack is small.
local function valuesOf(hash, names)
  local values = {}
  for from = 1, #names, 1000 do
    local part = redis.call('HMGET', hash, unpack(names, from, math.min(from + 999, #names)))
    for i = 1, #part do
      values[from + i - 1] = part[i]
    end
  end
  return values
end

local function putAll(hash, names, values)
  for from = 1, #names, 1000 do
    local part = {}
    for i = from, math.min(from + 999, #names) do
      part[#part + 1] = names[i]
      part[#part + 1] = values[i]
    end
    redis.call('HSET', hash, unpack(part))
  end
end

local function removeAll(hash, names)
  for from = 1, #names, 1000 do
    redis.call('HDEL', hash, unpack(names, from, math.min(from + 999, #names)))
  end
end

-- Reads a count, so many name/value pairs, a count, so many names; returns the three lists.
local function properties(from)
  local names, values, removed = {}, {}, {}
  local count = tonumber(ARGV[from])
  for i = 1, count do
    names[i] = ARGV[from + 2 * i - 1]
    values[i] = ARGV[from + 2 * i]
  end
  from = from + 2 * count + 1
  for i = 1, tonumber(ARGV[from]) do
    removed[i] = ARGV[from + i]
  end
  return names, values, removed
end

-- Everything about the device, as the hub reads it; s has what SNAPSHOT names.
local SNAPSHOT = { 'pst', 'prs', 'pat', 'pwk', 'pgr' }
local function snapshot(s)
  return { 'SNAPSHOT', int(s.epoch), int(s.rev), int(s.dre or 0), s.pst or '', s.prs or '', int(s.pat or 0), s.pwk or '',
    redis.call('HGETALL', key('state', s.dev)), redis.call('HGETALL', key('desired', s.dev)), int(s.pgr or 0) }
end

-- Equal as JSON: numbers by value, all else by text.
local function same(a, b)
  if a == b then
    return true
  end
  local x, y = tonumber(a), tonumber(b)
  return x ~= nil and x == y
end

local function namesJson(names)
  local texts = {}
  for i, name in ipairs(names) do
    texts[i] = cjson.encode(name)
  end
  return '[' .. table.concat(texts, ',') .. ']'
end

local function membersJson(names, values)
  local texts = {}
  for i, name in ipairs(names) do
    texts[i] = cjson.encode(name) .. ':' .. values[i]
  end
  return '{' .. table.concat(texts, ',') .. '}'
end
