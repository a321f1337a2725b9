-- Ends people's sessions of one shard whose time is over, takes the terminals of nodes that are gone for left, and hands out what has
-- ended and is to be kept elsewhere, which stays here until that is so (left.lua).
-- KEYS[1]: the shard's deadlines. ARGV: now, how many at the most, for how long what is handed out is not handed out again, this node, then
-- for each node that is gone its name, its beat, and when that was last seen to change.
-- Reply: sessions, whether more is due, whether this node had counted as gone, all other nodes with their beats
local most, again, here = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local found = {}
local members = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', NOW, 'LIMIT', 0, most)
for _, member in ipairs(members) do
  local kind, id = string.sub(member, 1, 1), string.sub(member, 3)
  local session = read(named(kind, id))
  if not session then
    redis.call('ZREM', KEYS[1], member)
  elseif session.state == 'ended' then
    found[#found + 1] = flat(kind, id, session)
    due(kind, id, now + again)
  elseif alive(session) then
    due(kind, id, session.expires)
  else
    over(kind, id, session, 'EXPIRED', tonumber(session.expires))
  end
end

for i = 5, #ARGV, 3 do
  local node, beat, heard = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local stands = redis.call('HGET', nodes(), node)
  if stands == beat or stands == '-' .. beat then
    for _, id in ipairs(redis.call('SMEMBERS', connected(node))) do
      local terminal = read(key('term', id))
      if alive(terminal) and terminal.state == 'active' and terminal.node == node then
        part(id, terminal, math.max(tonumber(terminal.seen), heard))
      end
    end
    redis.call('DEL', connected(node))
    redis.call('HDEL', nodes(), node)
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
return { found, #members == most and 1 or 0, gone, others }
