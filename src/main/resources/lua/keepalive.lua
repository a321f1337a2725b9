-- Moves the deadlines of live connections of one shard, and revives those that were taken for lost.
-- KEYS[1]: the shard's due set. ARGV: now, log length, then device, epoch, connection for each.
-- Reply: appended
for i = 3, #ARGV, 3 do
  local s = load(ARGV[i], { 'rev', 'epoch', 'id', 'conn', 'state', 'pst', 'hb', 'due' })
  if s and s.epoch == tonumber(ARGV[i + 1]) and s.conn == tonumber(ARGV[i + 2]) and living(s) then
    if s.state ~= 'active' then
      put(s, 'state', 'active')
      put(s, 'due', nil)
      presence(s, 'online', 'RESUMED', '{"device":"' .. s.dev .. '"}')
    end
    touch(s)
    save(s)
  end
end
return appended
