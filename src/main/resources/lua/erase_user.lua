-- Forgets all log-ins and terminals of a user, with their addresses.
-- ARGV: now.
for _, member in ipairs(redis.call('ZRANGE', list, 0, -1)) do
  local id = string.sub(member, 3)
  redis.call('DEL', key('login', id), key('term', id), key('spent', id), key('terms', id))
end
redis.call('DEL', list)
return 1
