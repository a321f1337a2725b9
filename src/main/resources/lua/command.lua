-- One command.
-- ARGV: now, log length, device, command. Reply: the command, or nothing.
local c = command(ARGV[3], ARGV[4])
return c and flatCommand(c) or {}
