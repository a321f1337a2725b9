-- A terminal's connection ended, or (confirm) its newest token has served.
-- ARGV: now, terminal, connection, close, bye (it goes for good) or confirm. Reply: 1 when it was the newest connection
local k = key('term', ARGV[2])
local terminal = read(k)
if not alive(terminal) or terminal.conn ~= ARGV[3] then
  return 0
end
if ARGV[4] == 'confirm' then
  redis.call('HSET', k, 'conf', '1')
elseif ARGV[4] == 'bye' then
  endTerminal(ARGV[2], 'BYE')
else
  part(ARGV[2], terminal, now)
end
return 1
