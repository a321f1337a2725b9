-- Carries out what is due in one shard.
-- KEYS[1]: the shard's due set. ARGV: now, log length, how many at the most.
-- Reply: appended, connections that are over (device, epoch, connection), whether more is due, when the next is ('' for none)
local over = {}

local function session(member, dev)
  local s = load(dev)
  if not s or not living(s) then
    redis.call('ZREM', KEYS[1], member)
    return
  end
  local beats = s.state == 'active' and s.seen + 2 * s.hb
  if beats and beats > now then
    due(s, beats)
  elseif lifeEnd(s) <= now then
    over[#over + 1] = { dev, int(s.epoch), int(s.conn) }
    finish(s, 'EXPIRED')
    presence(s, 'offline', 'EXPIRED', BY_DEADLINE)
  elseif s.state == 'active' then
    put(s, 'state', 'dormant')
    put(s, 'lost', '1')
    put(s, 'expires', lifeEnd({ state = 'active', seen = s.seen, ttl = s.ttl, hb = 0 }))
    due(s, s.expires)
    presence(s, 'offline', 'HEARTBEAT_LOST', BY_DEADLINE)
  else
    due(s, s.expires)
  end
  save(s)
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

local most = tonumber(ARGV[3])
local members = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', NOW, 'LIMIT', 0, most)
for _, member in ipairs(members) do
  local dev, id = string.match(member, '^c|([^|]+)|(.+)$')
  if dev then
    expiry(member, dev, id)
  else
    session(member, string.sub(member, 3))
  end
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local at = first[2] and tonumber(first[2])
return { appended, over, (at and at <= now) and 1 or 0, at and int(at) or '' }
