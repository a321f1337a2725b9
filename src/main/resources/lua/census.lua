-- How many sessions of one shard are in each state.
-- KEYS[1]: the counts. Reply: active, dormant, asleep
local counts = redis.call('HMGET', KEYS[1], 'active', 'dormant', 'asleep')
for i = 1, 3 do
  counts[i] = tonumber(counts[i] or 0)
end
return counts
