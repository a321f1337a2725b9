-- Runs several calls, one after the other, each as its own script would. What one of them fails at is its own.
-- KEYS: for each call its key. ARGV: for each call its name, how many arguments it has, and these.
-- Reply: for each call 1 and its reply, or 0 and why it has none
local keys, arguments = KEYS, ARGV
local replies, at = {}, 1
for i, k in ipairs(keys) do
  local call, count = calls[arguments[at]], tonumber(arguments[at + 1])
  local own = {}
  for j = 1, count do
    own[j] = arguments[at + 1 + j]
  end
  at = at + 2 + count
  begin({ k }, own)
  local done, reply = pcall(call)
  replies[i] = done and { 1, reply } or { 0, type(reply) == 'table' and reply.err or tostring(reply) }
end
return replies
