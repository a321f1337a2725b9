-- Forgets all log-ins and terminals of a user, with their addresses.
-- ARGV: now.
for _, member in ipairs(redis.call('ZRANGE', list, 0, -1)) do
  forget(string.sub(member, 1, 1), string.sub(member, 3))
end
redis.call('DEL', list)
return 1
