-- Takes a device that Redis does not know from the kept log; changes nothing when it is known meanwhile.
-- ARGV: now, log length, device, epoch, revision, desired revision, presence reason ('' when it was never here), since,
-- properties of the state (and none to remove), then a count and so many pairs of the desired ones.
local dev = ARGV[3]
if redis.call('EXISTS', key('hot', dev)) == 1 then
  return 0
end
local names, values = properties(9)
local wantedFrom = 9 + 2 * #names + 2
local wanted, wants = {}, {}
for i = 1, tonumber(ARGV[wantedFrom]) do
  wanted[i] = ARGV[wantedFrom + 2 * i - 1]
  wants[i] = ARGV[wantedFrom + 2 * i]
end
local function bytes(texts)
  local sum = 0
  for _, text in ipairs(texts) do
    sum = sum + #text
  end
  return sum
end
redis.call('DEL', key('state', dev), key('desired', dev), key('why', dev), key('log', dev))
putAll(key('state', dev), names, values)
putAll(key('desired', dev), wanted, wants)
local s = { dev = dev }
put(s, 'epoch', tonumber(ARGV[4]))
put(s, 'rev', tonumber(ARGV[5]))
put(s, 'dre', tonumber(ARGV[6]))
put(s, 'cold', tonumber(ARGV[5]) > 0 and '1' or nil)
put(s, 'size', bytes(names) + bytes(values))
put(s, 'dsize', bytes(wanted) + bytes(wants))
put(s, 'pst', 'offline')
put(s, 'prs', ARGV[7] ~= '' and ARGV[7] or 'NEVER')
put(s, 'pat', tonumber(ARGV[8]))
save(s)
return 1
