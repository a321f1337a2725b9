-- Resume tokens of a session, as hashes: the newest one serves, and until it was used or confirmed so do those that were issued
-- since the last one that was, and that one. Welcomes may be lost one after the other, and a hello that was on its way for long may
-- come after a later one: whichever of these tokens the client has got, it is let in.
--
-- Besides the newest, those that may serve are kept as one text, oldest first, with spaces between.

local MOST_SERVING = 8

-- What remains once a token was shown: the text for it and those issued after it, and the list of those that never serve again;
-- nil when it does not serve itself.
local function shown(newest, others, confirmed, presented)
  local issued, at = {}, nil
  for hash in string.gmatch(others or '', '%S+') do
    issued[#issued + 1] = hash
  end
  issued[#issued + 1] = newest
  for i, hash in ipairs(issued) do
    if hash == presented and (i == #issued or not confirmed) then
      at = i
    end
  end
  if not at then
    return nil
  end
  local serving, over = {}, {}
  for i, hash in ipairs(issued) do
    local list = i < at and over or serving
    list[#list + 1] = hash
  end
  while #serving > MOST_SERVING do
    over[#over + 1] = table.remove(serving, 2)
  end
  return table.concat(serving, ' '), over
end

local function isAmong(hashes, hash)
  return string.find(' ' .. (hashes or '') .. ' ', ' ' .. hash .. ' ', 1, true) ~= nil
end

