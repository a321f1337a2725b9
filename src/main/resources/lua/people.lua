-- Sessions of a user as people see them, newest first.
-- ARGV: now, the one that is asked for ('' for all).
local views = {}
if ARGV[2] ~= '' then
  for _, kind in ipairs({ 'l', 't' }) do
    local session = read(key(kind == 'l' and 'login' or 'term', ARGV[2]))
    if session then
      views[#views + 1] = flat(kind, ARGV[2], session)
    end
  end
else
  for i, session in ipairs(remembered()) do
    views[i] = flat(session[1], session[2], session[3])
  end
end
return views
