-- Opens or resumes a device's session.
-- ARGV: now, log length, device, boot, model, firmware, presented token's hash, secret accepted, id for a new session, next
-- token's hash, heartbeat, ttl, address, node, id for a fault, grace, cap of the state,
-- how many connections after broken links are too many within which time.
-- Reply: COLD | REFUSED, why the session ended, appended | HELD, for how long, appended
--   | OK, session, epoch, connection, resumed, revision, seq, desired revision, desired, commands, appended
local dev, boot, presented, accepted = ARGV[3], ARGV[4], ARGV[7], ARGV[8] == '1'
local byDevice = '{"device":"' .. dev .. '"}'

local s = load(dev)
if not s then
  return { 'COLD' }
end

if living(s) and now >= lifeEnd(s) then
  finish(s, 'EXPIRED')
  presence(s, 'offline', 'EXPIRED', BY_DEADLINE)
end

local resumed, replayed = false, false
local serving, over
if living(s) and presented ~= '' then
  serving, over = shown(s.tok, s.prev, s.conf == '1', presented)
  resumed = serving ~= nil
  replayed = not resumed and (isAmong(s.prev, presented) or isSpent(dev, presented))
end

if replayed then
  append(s, NOW, 'fault', BY_SECURITY, '{"fault":"' .. ARGV[15]
    .. '","code":"SECURITY.TOKEN_REPLAY","severity":"critical","status":"open","data":{"session":"' .. s.id .. '"}}', s.id)
  finish(s, 'TOKEN_REPLAY')
  presence(s, 'offline', 'TOKEN_REPLAY', BY_SECURITY)
end

if not resumed and not accepted then
  save(s)
  return { 'REFUSED', replayed and 'TOKEN_REPLAY' or '', appended }
end

-- A device that comes back too often after its link broke is held off until it has been calm for half of the time. Counted as a bucket that
-- holds so many connections and drains at an even pace: tat is when it will be empty. What was closed with a word does not
-- count, whoever said it, nor does taking over a live connection.
if s.state ~= 'active' and s.broken then
  local within = tonumber(ARGV[19])
  local step = within / tonumber(ARGV[18])
  local filled = math.max((s.tat or 0) - now, 0)
  if filled + step > within or (s.flapping and filled > within / 2) then
    if s.prs ~= 'FLAPPING' then
      put(s, 'flapping', '1')
      presence(s, 'offline', 'FLAPPING', BY_CONNECTION)
    end
    save(s)
    return { 'HELD', int(math.ceil(filled - within / 2)), appended }
  end
  put(s, 'tat', now + filled + step)
end
put(s, 'flapping', nil)
put(s, 'broken', nil)

if resumed then
  put(s, 'reconnects', (s.reconnects or 0) + 1)
  spend(dev, over)
  put(s, 'prev', serving)
  put(s, 'conn', s.conn + 1)
else
  if living(s) then
    summarize(s, 'SUPERSEDED')
  end
  if s.id then
    redis.call('HDEL', tag .. ':sids', s.id)
  end
  redis.call('DEL', key('shown', dev), key('spent', dev))
  put(s, 'id', ARGV[9])
  put(s, 'epoch', s.epoch + (s.cold == '1' and EPOCHS_LOST or 1))
  put(s, 'cold', nil)
  put(s, 'conn', 1)
  put(s, 'prev', nil)
  put(s, 'endr', nil)
  put(s, 'created', now)
  for _, counter in ipairs({ 'reports', 'sent', 'reconnects', 'received', 'said' }) do
    put(s, counter, 0)
  end
  redis.call('HSET', tag .. ':sids', ARGV[9], dev)
end

local sameBoot = boot ~= '' and boot == s.boot
s.booted = boot ~= '' and s.boot and not sameBoot
put(s, 'boot', boot)
if not sameBoot then
  put(s, 'seq', 0)
end
put(s, 'tok', ARGV[10])
put(s, 'conf', '0')
put(s, 'state', 'active')
put(s, 'lost', nil)
put(s, 'expires', nil)
put(s, 'hb', tonumber(ARGV[11]))
put(s, 'ttl', tonumber(ARGV[12]))
put(s, 'address', ARGV[13])
put(s, 'grace', tonumber(ARGV[16]))
put(s, 'cap', tonumber(ARGV[17]))
leave(s)
put(s, 'node', ARGV[14])
take(s)
if ARGV[5] ~= '' then
  put(s, 'model', ARGV[5])
end
if ARGV[6] ~= '' then
  put(s, 'firmware', ARGV[6])
end
put(s, 'seen', now)
if s.due then
  due(s, nil)
end

if not resumed then
  presence(s, 'online', 'CONNECTED', byDevice)
elseif s.pst ~= 'online' then
  presence(s, 'online', 'RESUMED', byDevice)
end

local offers = {}
for _, id in ipairs(redis.call('LRANGE', key('open', dev), 0, -1)) do
  local c = command(dev, id)
  if not c then
    redis.call('LREM', key('open', dev), 0, id)
  elseif tonumber(c.expires) <= now then
    advance(s, c, c.status == 'queued' and 'expired' or 'unknown')
  elseif c.status == 'queued' then
    advance(s, c, 'sent', { on = place(s) })
    offers[#offers + 1] = { c.id, c.name, c.args, c.expires }
  elseif sameBoot or (resumed and (c.status == 'sent' or boot == '')) then
    c.on = place(s)
    keep(dev, c)
    offers[#offers + 1] = { c.id, c.name, c.args, c.expires }
  else
    advance(s, c, 'unknown')
  end
end

save(s)
return { 'OK', s.id, int(s.epoch), int(s.conn), resumed and 1 or 0, int(s.rev), int(s.seq or 0), int(s.dre or 0),
  redis.call('HGETALL', key('desired', dev)), offers, appended }
