-- A terminal's connection lives: one whose node had counted as gone has it again.
-- ARGV: now, terminal, connection, node. Reply: the terminal as people.lua has it, or nothing
local id = ARGV[2]
local terminal = read(key('term', id))
if alive(terminal) and terminal.state == 'dormant' and terminal.conn == ARGV[3] then
  local login = read(key('login', terminal.login))
  if alive(login) then
    redis.call('HSET', key('term', id), 'state', 'active', 'seen', NOW, 'expires', login.expires, 'node', ARGV[4])
    take(id, ARGV[4])
    due('t', id, login.expires)
    terminal = read(key('term', id))
  end
end
return terminal and flat('t', id, terminal) or {}
