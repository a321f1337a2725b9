-- Appends a step of a fault, once however often it is told.
-- ARGV: now, log length, device, at, by, body, what it came of, fault, number of the step, code, whether it is the fault's last.
-- Reply: COLD | OK, appended
local dev = ARGV[3]
local s = load(dev, {})
if not s then
  return { 'COLD' }
end
local steps, fault = key('steps', dev), ARGV[8]
local last = redis.call('HGET', steps, fault)
if last and tonumber(last) >= tonumber(ARGV[9]) then
  return { 'OK', appended }
end
-- Who tells it again does so soon.
redis.call('HSET', steps, fault, ARGV[9])
redis.call('PEXPIRE', steps, REMEMBERED)
if ARGV[11] == '1' and redis.call('HGET', key('own', dev), ARGV[10]) == fault then
  redis.call('HDEL', key('own', dev), ARGV[10])
end
append(s, ARGV[4], 'fault', ARGV[5], ARGV[6], ARGV[7])
save(s)
return { 'OK', appended }
