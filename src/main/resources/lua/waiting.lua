-- What waits for connected devices of one shard: commands that were sent, of which nothing was heard, and what is wanted.
-- KEYS[1]: the shard's due set. ARGV: now, log length, then device, epoch, connection for each.
-- Reply: for each that something waits for which one it is, from 0, the commands, the revision of what is wanted, and that
local found = {}
for i = 3, #ARGV, 3 do
  local s = load(ARGV[i], {})
  if not fenced(s, ARGV[i + 1], ARGV[i + 2]) then
    local offers = {}
    for _, id in ipairs(redis.call('LRANGE', key('open', s.dev), 0, -1)) do
      local c = command(s.dev, id)
      if c and c.status == 'sent' and c.on == place(s) then
        offers[#offers + 1] = { c.id, c.name, c.args, c.expires }
      end
    end
    local wanted = (s.dsize or 0) > 0 and redis.call('HGETALL', key('desired', s.dev)) or {}
    if #offers + #wanted > 0 then
      found[#found + 1] = { (i - 3) / 3, offers, int(s.dre or 0), wanted }
    end
  end
end
return found
