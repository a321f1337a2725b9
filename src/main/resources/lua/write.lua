-- Stores what a device says.
-- ARGV: now, log length, device, epoch, connection, seq, the seq that must be stored already ('' for none), kind (state,
-- event or fault), at, by, body, usual cap of the state in bytes, the command that it came of ('' for none), then for a state
-- properties set and unset (see properties() in the prelude), for a fault its code, whether it is active, and an id for it that its body begins with.
-- Reply: STALE, whether the session is unknown | GAP, seq | FULL, cap
--   | OK, seq, revision of the new entry (0 for a repeated seq), last revision, names no longer wanted, appended besides, what it came of ('' for nothing else),
--   the fault's id by which it is known ('' for all else)

-- From how many per cent of its cap on it is told with a state how full it is.
local NEARLY = 80

-- How many faults that a device tells of itself are known at once.
local FAULTS = 64

-- Of the wishes for these properties the one that was told last; nil when it is not known (any more).
local function wish(why, names)
  local last, rank
  for _, place in ipairs(valuesOf(why, names)) do
    if place then
      -- One that came of something else has its revision before that.
      local revision, cause = string.match(place, '^(%d+) (.+)$')
      revision = tonumber(revision or string.match(place, '%d+$'))
      if revision and (not rank or revision > rank) then
        last, rank = cause or place, revision
      end
    end
  end
  return last
end

local dev, seq = ARGV[3], tonumber(ARGV[6])
local s = load(dev, {})
local stale = fenced(s, ARGV[4], ARGV[5])
if stale then
  return stale
end

local last = s.seq or 0
if seq <= last then
  heard(s)
  save(s)
  return { 'OK', int(last), '0', int(s.rev), {}, appended, '', '' }
end
if ARGV[7] ~= '' and last < tonumber(ARGV[7]) then
  return { 'GAP', int(last) }
end

local body = ARGV[11]
local settled = {}
local cause
if ARGV[8] == 'state' then
  local names, values, removed = properties(14)
  local stateKey, desiredKey = key('state', dev), key('desired', dev)
  local before, gone = valuesOf(stateKey, names), valuesOf(stateKey, removed)
  local size = s.size or 0
  for i, value in ipairs(values) do
    size = size + #value - (before[i] and #before[i] or -#names[i])
  end
  for i, name in ipairs(removed) do
    if gone[i] then
      size = size - #name - #gone[i]
    end
  end
  local cap = s.cap or tonumber(ARGV[12])
  if size > (s.size or 0) and size > cap then
    return { 'FULL', int(cap) }
  end

  if (s.dsize or 0) > 0 then
    -- What is reported as wanted is met; what is reported as neither wanted nor as before was overridden at the device.
    local wanted, unwanted = valuesOf(desiredKey, names), valuesOf(desiredKey, removed)
    local dsize = s.dsize
    local met = {}
    for i, value in ipairs(values) do
      if wanted[i] and (same(value, wanted[i]) or (before[i] and not same(value, before[i]))) then
        settled[#settled + 1] = names[i]
        if same(value, wanted[i]) then
          met[#met + 1] = names[i]
        end
        dsize = dsize - #names[i] - #wanted[i]
      end
    end
    for i, name in ipairs(removed) do
      if unwanted[i] then
        settled[#settled + 1] = name
        dsize = dsize - #name - #unwanted[i]
      end
    end
    if #settled > 0 then
      removeAll(desiredKey, settled)
      cause = wish(key('why', dev), met)
      removeAll(key('why', dev), settled)
      put(s, 'dsize', dsize)
      body = string.sub(body, 1, -2) .. ',"desired":{"set":{},"unset":' .. namesJson(settled) .. '}}'
    end
  end
  putAll(stateKey, names, values)
  removeAll(stateKey, removed)
  put(s, 'size', size)
  if size * 100 >= NEARLY * cap then
    body = string.sub(body, 1, -2) .. ',"fill":' .. int(math.floor(size * 100 / cap)) .. '}'
  end
end

local fault = ''
if ARGV[8] == 'fault' then
  -- As long as the fault is not resolved (append.lua), it keeps its id.
  local own, fresh = key('own', dev), ARGV[16]
  fault = redis.call('HGET', own, ARGV[14])
  if not fault then
    if redis.call('HLEN', own) >= FAULTS then
      return { 'FULL', FAULTS }
    end
    fault = fresh
    if ARGV[15] == '1' then
      redis.call('HSET', own, ARGV[14], fault)
    end
  end
  body = '{"fault":"' .. fault .. string.sub(body, #'{"fault":"' + #fresh + 1)
end

heard(s)
put(s, 'seq', seq)
put(s, 'reports', (s.reports or 0) + 1)
if ARGV[13] ~= '' then
  local c = command(dev, ARGV[13])
  cause = c and causeOf(c) or cause
end
append(s, ARGV[9], ARGV[8], ARGV[10], body, cause)
appended[#appended] = nil
if #settled > 0 then
  put(s, 'dre', s.rev)
end
save(s)
return { 'OK', ARGV[6], int(s.rev), int(s.rev), settled, appended, cause or '', fault }
