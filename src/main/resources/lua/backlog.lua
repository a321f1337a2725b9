-- What waits in one shard's outbox.
-- KEYS[1]: the stream. Reply: how many, when the oldest was stored (0 for none)
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local stored = 0
if first then
  for i = 1, #first[2], 2 do
    if first[2][i] == 'st' then
      stored = first[2][i + 1]
    end
  end
end
return { redis.call('XLEN', KEYS[1]), stored }
