-- Ends a terminal's session. ARGV: now, terminal, reason. Reply: 0 when it was over
return endTerminal(ARGV[2], ARGV[3]) and 1 or 0
