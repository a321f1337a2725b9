-- The device's commands, newest first.
-- ARGV: now, log length, device, how many, command to begin after ('' for the newest) and when it was created.
-- Reply: commands
local dev, most = ARGV[3], tonumber(ARGV[4])
local list = key('cmds', dev)
local from = 0
if ARGV[5] ~= '' then
  local rank = redis.call('ZREVRANK', list, ARGV[5])
  -- Forgotten meanwhile: all that are left of its time or before it were created no later.
  from = rank and rank + 1 or redis.call('ZCOUNT', list, '(' .. ARGV[6], '+inf')
end
local found = {}
while #found < most do
  local ids = redis.call('ZREVRANGE', list, from, from + most - 1)
  if #ids == 0 then
    break
  end
  from = from + #ids
  for _, id in ipairs(ids) do
    local c = #found < most and command(dev, id)
    if c then
      found[#found + 1] = flatCommand(c)
    end
  end
end
return found
