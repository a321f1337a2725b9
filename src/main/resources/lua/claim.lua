-- Carries out what is due in one shard, tells that this node is there, and takes the devices of nodes that are gone for lost.
-- KEYS[1]: the shard's due set. ARGV: now, log length, how many at the most, this node, then for each node that is gone its name, its
-- beat, and when that was last seen to change.
-- Reply: appended, connections that are over (device, epoch, connection), whether more is due, when the next is ('' for none), whether
-- this node had counted as gone, all other nodes with their beats
local over = {}
local most, here = tonumber(ARGV[3]), ARGV[4]

local function expire(s)
  over[#over + 1] = { s.dev, int(s.epoch), int(s.conn) }
  finish(s, 'EXPIRED')
  presence(s, 'offline', 'EXPIRED', BY_DEADLINE)
end

local function lose(s, heard)
  put(s, 'seen', math.max(s.seen, heard))
  put(s, 'expires', s.seen + s.ttl)
  if s.expires <= now then
    expire(s)
    return
  end
  leave(s)
  put(s, 'state', 'dormant')
  put(s, 'lost', '1')
  due(s, s.expires)
  presence(s, 'offline', 'HEARTBEAT_LOST', BY_DEADLINE)
end

-- Whether anything that was appended until then still waits for the kept log.
local function waits(time)
  local oldest = redis.call('XRANGE', tag .. ':outbox', '-', '+', 'COUNT', 1)[1]
  local stored = oldest and tonumber(string.match(oldest[2][2], '^%S+ %S+ %S+ %S+ %S+ (%d+)'))
  return oldest and not (stored and stored > time)
end

-- An ended session leaves Redis once the kept log has all of it: when nothing that was appended until its end waits for that.
local function clear(s)
  if waits(s.expires) then
    due(s, now + AFTER_END)
    return
  end
  redis.call('HDEL', tag .. ':sids', s.id)
  redis.call('HDEL', key('session', s.dev), 'tok', 'prev', 'created', 'endr', 'address', 'node', 'model', 'firmware', 'grace',
    'reconnects', 'received', 'said')
  put(s, 'id', nil)
  due(s, nil)
end

local function session(member, dev)
  local s = load(dev)
  if not s or not (living(s) or s.id) then
    redis.call('ZREM', KEYS[1], member)
    return
  end
  if s.state == 'ended' then
    clear(s)
    save(s)
    return
  end
  if s.state == 'active' then
    -- Connected devices have no deadline; one that an older version of the hub left is in no node's set.
    due(s, nil)
    if redis.call('SISMEMBER', connected(nodeOf(s)), dev) == 0 then
      lose(s, s.seen)
    end
  elseif s.expires <= now then
    expire(s)
  else
    due(s, s.expires)
  end
  save(s)
end

-- Small again, where it has become large and holds little: Redis itself never goes back to the packed form.
local function pack(hash)
  if redis.call('HLEN', hash) > 64 then
    return
  end
  local flat, rest = redis.call('HGETALL', hash), {}
  for i = 1, #flat, 2 do
    if flat[i + 1] ~= '' then
      rest[#rest + 1] = flat[i]
      rest[#rest + 1] = flat[i + 1]
    end
  end
  redis.call('DEL', hash)
  if #rest > 0 then
    redis.call('HSET', hash, unpack(rest))
  end
end

-- What the log had when its deadline was set is older than the log keeps. Where nothing has come since, all of it goes, and the device is
-- small until it is heard of: a cursor is then the newest revision, or behind, and a stream of one entry would take as much room as one of twenty.
local function shorten(member, dev)
  local s = load(dev, { 'prev' })
  if not s or not s.trim then
    redis.call('ZREM', KEYS[1], member)
  elseif waits(now - AFTER_END) then
    redis.call('ZADD', KEYS[1], int(now + AFTER_END), member)
  elseif s.rev > s.trim then
    redis.call('XTRIM', key('log', dev), 'MINID', int(s.trim + 1))
    agesAt(s, now + string.match(bounds, '(%d+)$'))
    save(s)
  else
    redis.call('ZREM', KEYS[1], member)
    redis.call('DEL', key('log', dev))
    put(s, 'trim', nil)
    if s.conf == '1' and s.prev then
      -- The newest token was used, so those before it are spent.
      local hashes = {}
      for hash in string.gmatch(s.prev, '%S+') do
        hashes[#hashes + 1] = hash
      end
      spend(dev, hashes)
      put(s, 'prev', nil)
    end
    save(s)
    pack(key('session', dev))
    pack(key('state', dev))
    pack(key('desired', dev))
  end
end

local function expiry(member, dev, id)
  local s, c = load(dev), command(dev, id)
  if not s or not c or isEnd(c.status) then
    redis.call('ZREM', KEYS[1], member)
  elseif tonumber(c.expires) > now then
    redis.call('ZADD', KEYS[1], c.expires, member)
  else
    if c.status == 'queued' then
      advance(s, c, 'expired')
    elseif s.state == 'active' and c.on == place(s) then
      advance(s, c, 'expired', { code = 'DEVICE_TIMEOUT', message = 'The device did not answer in time.' })
    else
      advance(s, c, 'unknown')
    end
    save(s)
  end
end

local members = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', NOW, 'LIMIT', 0, most)
for _, member in ipairs(members) do
  local dev, id = string.match(member, '^c|([^|]+)|(.+)$')
  if dev then
    expiry(member, dev, id)
  elseif string.sub(member, 1, 2) == 'a|' then
    shorten(member, string.sub(member, 3))
  else
    session(member, string.sub(member, 3))
  end
end

-- The devices of nodes that are gone, those of one after the other.
local left, more = most, false
for i = 5, #ARGV, 3 do
  local node, beat, heard = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local stands = redis.call('HGET', nodes(), node)
  if stands == beat or stands == '-' .. beat then
    local devices = left > 0 and redis.call('SPOP', connected(node), left) or {}
    for _, dev in ipairs(devices) do
      local s = load(dev)
      if s and s.state == 'active' and s.node == node then
        lose(s, heard)
        save(s)
      end
    end
    left = left - #devices
    if redis.call('EXISTS', connected(node)) == 1 then
      redis.call('HSET', nodes(), node, '-' .. beat)
      more = true
    else
      redis.call('HDEL', nodes(), node)
    end
  end
end

local mine = redis.call('HGET', nodes(), here)
local gone = (not mine or string.sub(mine, 1, 1) == '-') and 1 or 0
redis.call('HSET', nodes(), here, NOW)
local others, all = {}, redis.call('HGETALL', nodes())
for i = 1, #all, 2 do
  if all[i] ~= here then
    others[#others + 1] = { all[i], all[i + 1] }
  end
end

local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local at = first[2] and tonumber(first[2])
return { appended, over, (more or (at and at <= now)) and 1 or 0, at and int(at) or '', gone, others }
