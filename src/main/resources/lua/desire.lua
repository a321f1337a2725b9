-- Changes what is wanted of a device.
-- ARGV: now, log length, device, revision that it must be at ('' for any), by, usual cap of the wanted state in bytes, key under which
-- it counts once ('' for none), what it came of ('' for itself), properties wanted and no longer wanted.
-- Reply: COLD | KNOWN | PRECONDITION, revision | FULL, cap
--   | OK, set, unset, desired, epoch and connection of the connected device ('' when there is none), appended
local dev = ARGV[3]
local s = load(dev, {})
if not s then
  return { 'COLD' }
end
local keyKey = key('key', dev) .. '|' .. ARGV[7]
if ARGV[7] ~= '' and redis.call('EXISTS', keyKey) == 1 then
  return { 'KNOWN' }
end
if ARGV[4] ~= '' then
  local match = tonumber(ARGV[4])
  if match ~= s.rev and match ~= (s.dre or 0) then
    return { 'PRECONDITION', int(s.rev) }
  end
end

local names, values, removed = properties(9)
local desiredKey = key('desired', dev)
local reported, wanted, unwanted = valuesOf(key('state', dev), names), valuesOf(desiredKey, names), valuesOf(desiredKey, removed)
local set, to, unset, flat = {}, {}, {}, {}
local dsize = s.dsize or 0
for i, name in ipairs(names) do
  if reported[i] and same(reported[i], values[i]) then
    -- It is so already: nothing is left to want.
    if wanted[i] then
      unset[#unset + 1] = name
      dsize = dsize - #name - #wanted[i]
    end
  else
    set[#set + 1] = name
    to[#to + 1] = values[i]
    flat[#flat + 1] = name
    flat[#flat + 1] = values[i]
    dsize = dsize + #values[i] - (wanted[i] and #wanted[i] or -#name)
  end
end
for i, name in ipairs(removed) do
  if unwanted[i] then
    unset[#unset + 1] = name
    dsize = dsize - #name - #unwanted[i]
  end
end
local cap = s.cap or tonumber(ARGV[6])
if dsize > (s.dsize or 0) and dsize > cap then
  return { 'FULL', int(cap) }
end

putAll(desiredKey, set, to)
removeAll(desiredKey, unset)
removeAll(key('why', dev), unset)
local cause = ARGV[8] ~= '' and ARGV[8] or nil
append(s, NOW, 'state', ARGV[5], '{"set":{},"unset":[],"desired":{"set":' .. membersJson(set, to) .. ',"unset":'
  .. namesJson(unset) .. '}}', cause)
if ARGV[7] ~= '' then
  redis.call('SET', keyKey, NOW, 'PX', REMEMBERED)
end
-- What meets a wish came of it, or of what it came of.
local here = cause and int(s.rev) .. ' ' .. cause or dev .. ':' .. int(s.epoch) .. ':' .. int(s.rev)
for i = 1, #set do
  to[i] = here
end
putAll(key('why', dev), set, to)
put(s, 'dsize', dsize)
put(s, 'dre', s.rev)
save(s)
local connected = s.state == 'active'
return { 'OK', flat, unset, redis.call('HGETALL', desiredKey), connected and int(s.epoch) or '',
  connected and int(s.conn) or '', appended }
