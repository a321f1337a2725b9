-- Adds what a user's log-ins and terminals did; what a terminal did, its log-in did as well.
-- ARGV: now, then id, commands, bytes received and sent for each.
local function add(k, from)
  for i, counter in ipairs({ 'commands', 'received', 'sent' }) do
    if ARGV[from + i] ~= '0' then
      redis.call('HINCRBY', k, counter, ARGV[from + i])
    end
  end
  if redis.call('HGET', k, 'state') ~= 'ended' then
    redis.call('HSET', k, 'seen', NOW)
  end
end

for i = 2, #ARGV, 4 do
  local login = redis.call('HGET', key('term', ARGV[i]), 'login')
  if login then
    add(key('term', ARGV[i]), i)
  else
    login = ARGV[i]
  end
  if redis.call('EXISTS', key('login', login)) == 1 then
    add(key('login', login), i)
  end
end
return 1
