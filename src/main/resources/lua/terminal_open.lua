-- Opens a terminal's session or resumes one.
-- ARGV: now, user, log-in, id for a new session, presented token's hash ('' for none), next token's hash, ttl, address, client, node.
-- Reply: OVER | OK, session, connection, resumed, end of the log-in, session that ended for a replayed token ('' for none)
local login = read(key('login', ARGV[3]))
if not alive(login) or login.user ~= ARGV[2] then
  return { 'OVER' }
end
local to = tonumber(login.expires)
local presented = ARGV[5]
local id, terminal, serving, replayed = nil, nil, nil, ''
if presented ~= '' then
  -- Every token that the session ever had leads to it: one that serves no longer was spent.
  id = redis.call('GET', key('ttok', presented))
  terminal = id and read(key('term', id))
  if not alive(terminal) or terminal.login ~= ARGV[3] then
    terminal = nil
  else
    serving = shown(terminal.tok, terminal.prev, terminal.conf == '1', presented)
    if not serving then
      endTerminal(id, 'TOKEN_REPLAY')
      replayed = id
      terminal = nil
    end
  end
end

local resumed = terminal ~= nil
local connection = 1
if resumed then
  connection = tonumber(terminal.conn) + 1
  left(id, terminal)
  redis.call('HINCRBY', key('term', id), 'reconnects', 1)
else
  id = ARGV[4]
  redis.call('HSET', key('term', id), 'user', ARGV[2], 'login', ARGV[3], 'created', NOW)
  redis.call('SADD', key('terms', ARGV[3]), id)
  keep(key('terms', ARGV[3]), to)
  remember('t', id)
end
local k = key('term', id)
redis.call('HSET', k, 'state', 'active', 'conn', int(connection), 'tok', ARGV[6], 'prev', serving or '', 'conf', '0',
  'seen', NOW, 'expires', login.expires, 'ttl', ARGV[7], 'address', ARGV[8], 'client', ARGV[9], 'node', ARGV[10])
if not resumed then
  redis.call('HDEL', k, 'prev')
end
redis.call('PERSIST', k)
take(id, ARGV[10])
due('t', id, to)
redis.call('SET', key('ttok', ARGV[6]), id)
keep(key('ttok', ARGV[6]), to)
local issued = key('issued', id)
if redis.call('RPUSH', issued, ARGV[6]) > MOST_ISSUED then
  redis.call('DEL', key('ttok', redis.call('LPOP', issued)))
end
keep(issued, to)
return { 'OK', id, int(connection), resumed and 1 or 0, login.expires, replayed }
