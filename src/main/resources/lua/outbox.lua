-- Hands out what waits in one shard's outbox, oldest first: what this consumer was given before and has not removed, what others
-- were given and left, then what is new.
-- KEYS[1]: the stream. ARGV: group, consumer, how many, 1 to begin with what was given before, milliseconds after which others'
-- entries count as left ('' to leave them).
-- Reply: entries as XRANGE has them
local stream, group, consumer, most = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('EXISTS', stream) == 0 then
  return {}
end
local entries = {}

local function take(found)
  for _, entry in ipairs(found or {}) do
    if entry[2] then
      entries[#entries + 1] = entry
    else
      redis.call('XACK', stream, group, entry[1])
    end
  end
end

local function read(from)
  if #entries < most then
    local reply = redis.pcall('XREADGROUP', 'GROUP', group, consumer, 'COUNT', most - #entries, 'STREAMS', stream, from)
    if reply and reply.err then
      -- The stream is new, or was made anew in an emptied Redis.
      redis.call('XGROUP', 'CREATE', stream, group, '0')
      reply = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', most - #entries, 'STREAMS', stream, from)
    end
    take(reply and reply[1] and reply[1][2])
  end
end

if ARGV[4] == '1' then
  read('0')
end
if ARGV[5] ~= '' and #entries < most then
  local reply = redis.pcall('XAUTOCLAIM', stream, group, consumer, ARGV[5], '0-0', 'COUNT', most - #entries)
  if reply and not reply.err then
    take(reply[2])
  end
end
read('>')
return entries
