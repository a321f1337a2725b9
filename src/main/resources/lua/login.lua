-- Begins a log-in.
-- ARGV: now, session, user, created, expires, address, client, hash of the refresh token, node.
local id = ARGV[2]
remembered()
redis.call('HSET', key('login', id), 'user', ARGV[3], 'created', ARGV[4], 'seen', NOW, 'expires', ARGV[5], 'address', ARGV[6],
  'client', ARGV[7], 'refresh', ARGV[8], 'state', 'active', 'node', ARGV[9])
due('l', id, ARGV[5])
remember('l', id)
return 1
