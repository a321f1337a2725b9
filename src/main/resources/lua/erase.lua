-- Takes how somebody is called out of a device's log and ledger: their id stays.
-- ARGV: now, log length, device, person. Reply: how many entries were changed.
local dev, person = ARGV[3], ARGV[4]
local mark = '"user":' .. cjson.encode(person)

local function nameless(text)
  if not string.find(text, mark, 1, true) then
    return nil
  end
  local fields = cjson.decode(text)
  if fields.user ~= person or not fields.name then
    return nil
  end
  fields.name = nil
  return cjson.encode(fields)
end

local entries = redis.call('XRANGE', key('log', dev), '-', '+')
local changed = 0
for _, entry in ipairs(entries) do
  local fields = entry[2]
  for i = 1, #fields, 2 do
    local plain = nil
    if fields[i] == 'by' then
      plain = nameless(fields[i + 1])
    elseif fields[i] == 'b' and string.sub(fields[2], 1, 6) == 'share ' then
      plain = nameless(fields[i + 1])
    end
    if plain then
      fields[i + 1] = plain
      changed = changed + 1
    end
  end
end
if changed > 0 then
  -- An entry of a stream can't be changed: all are put back at their places.
  redis.call('DEL', key('log', dev))
  for _, entry in ipairs(entries) do
    redis.call('XADD', key('log', dev), entry[1], unpack(entry[2]))
  end
end

for _, id in ipairs(redis.call('ZRANGE', key('cmds', dev), 0, -1)) do
  local c = command(dev, id)
  local plain = c and nameless(c.by)
  if plain then
    c.by = plain
    keep(dev, c)
    changed = changed + 1
  end
end
return changed
