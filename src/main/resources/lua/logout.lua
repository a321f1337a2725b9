-- Ends log-ins with all their terminals.
-- ARGV: now, reason, log-in to end ('' for all), log-in to spare ('' for none).
-- Reply: those ended
local ended = {}
if ARGV[3] ~= '' then
  if endLogin(ARGV[3], ARGV[2]) then
    ended[1] = ARGV[3]
  end
else
  for _, session in ipairs(remembered()) do
    if session[1] == 'l' and session[2] ~= ARGV[4] and endLogin(session[2], ARGV[2]) then
      ended[#ended + 1] = session[2]
    end
  end
end
return ended
