-- Takes out sessions of one shard that ended and are kept elsewhere.
-- KEYS[1]: the shard's deadlines. ARGV: now, then kind and id for each.
for i = 2, #ARGV, 2 do
  local kind, id = ARGV[i], ARGV[i + 1]
  local session = read(named(kind, id))
  if session and session.state == 'ended' then
    redis.call('ZREM', key('list', session.user), kind .. '|' .. id)
    forget(kind, id)
  end
end
return 1
