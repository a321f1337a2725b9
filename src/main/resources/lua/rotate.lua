-- Trades a refresh token.
-- ARGV: now, session, presented hash, next hash, new end of the log-in, how many spent ones are remembered, node.
-- Reply: UNKNOWN | REPLAYED | ROTATED, terminals that live on it
local id, presented = ARGV[2], ARGV[3]
local loginKey, spent, terminals = key('login', id), key('spent', id), key('terms', id)
local login = read(loginKey)
if not alive(login) then
  return { 'UNKNOWN' }
end
if presented ~= login.refresh then
  if redis.call('ZSCORE', spent, presented) then
    endLogin(id, 'TOKEN_REPLAY')
    return { 'REPLAYED' }
  end
  return { 'UNKNOWN' }
end
local to = tonumber(ARGV[5])
redis.call('ZADD', spent, NOW, presented)
redis.call('ZREMRANGEBYRANK', spent, 0, -tonumber(ARGV[6]) - 1)
redis.call('HSET', loginKey, 'refresh', ARGV[4], 'seen', NOW, 'expires', ARGV[5], 'node', ARGV[7])
redis.call('HINCRBY', loginKey, 'reconnects', 1)
redis.call('PERSIST', loginKey)
due('l', id, to)
keep(spent, to)
keep(terminals, to)
local lasting = {}
for _, terminal in ipairs(redis.call('SMEMBERS', terminals)) do
  local k = key('term', terminal)
  local fields = read(k)
  if not alive(fields) then
    redis.call('SREM', terminals, terminal)
  elseif fields.state == 'active' then
    -- A connected terminal lasts as long as its log-in.
    redis.call('HSET', k, 'expires', ARGV[5])
    keep(key('issued', terminal), to)
    keep(key('ttok', fields.tok), to)
    for hash in string.gmatch(fields.prev or '', '%S+') do
      keep(key('ttok', hash), to)
    end
    lasting[#lasting + 1] = terminal
  end
end
return { 'ROTATED', lasting }
