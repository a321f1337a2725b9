-- Sessions of a user as people see them, newest first.
-- ARGV: now, the one that is asked for ('' for all), after which silence a terminal's connection is closed.
local views, silence = {}, tonumber(ARGV[3])
if ARGV[2] ~= '' then
  for _, kind in ipairs({ 'l', 't' }) do
    local session = read(named(kind, ARGV[2]))
    if session then
      views[#views + 1] = flat(kind, ARGV[2], session, silence)
    end
  end
else
  for i, session in ipairs(remembered()) do
    views[i] = flat(session[1], session[2], session[3], silence)
  end
end
return views
