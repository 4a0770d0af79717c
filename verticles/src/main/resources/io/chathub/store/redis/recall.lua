-- Takes the content of one message away, for its sender.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat  6 changes
-- ARGV  1 who asks  2 seq, 0 where the position names nothing  3 made at as the position says, or -1
--       4 operation  5 version of the chat that the caller knows  6 now, ms  7 window, ms
--       8 how far ahead of now a message may be dated, ms
--
-- Gives -1 to no member, -4 where the log does not hold that message, -5 where it is another's,
-- -6 where it is too late; else {seq, made at, recalled at, 1 where it had been recalled before},
-- and where the version is another: {…, version, chat}.

local head = redis.call('HMGET', KEYS[1], 'v', 'ls', 'o:' .. ARGV[1], 'fs')
if not head[1] then
  return no_head(-1, KEYS[1], KEYS[2], KEYS[4], KEYS[5], ARGV[1])
end
if not head[3] then
  return -1
end
local last, seq, expected = tonumber(head[2]), tonumber(ARGV[2]), tonumber(ARGV[3])
checked(last, head[4], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
local record = record_of(KEYS[2], last, seq)
if not record then
  return -4
end
local flags, at, _, sender = opened(record)
if not flags then
  damage('its message ' .. digits(seq) .. " can't be read")
end
if expected >= 0 and expected ~= at then
  return -4
end
if sender ~= ARGV[1] then
  return -5
end

local recalled_at, is_repeat = tonumber(ARGV[6]), 0
if flags % 2 == RECALLED then
  local tail = { struct.unpack('>BI6I4Bc0Hc0Bc0Hc0', record) }
  tail = string.sub(record, tail[#tail])
  recalled_at = struct.unpack('>I6', tail)
  is_repeat = string.sub(tail, 7) == ARGV[4] and 0 or 1
elseif recalled_at - at > tonumber(ARGV[7]) or at - recalled_at > tonumber(ARGV[8]) then
  return -6
else
  even_full(KEYS[1])
  rewrite(KEYS[1], KEYS[2], KEYS[6], last, seq, at, flags + RECALLED,
    stripped(record, flags + RECALLED, struct.pack('>I6', recalled_at) .. ARGV[4]))
end

if head[1] == ARGV[5] then
  return { seq, at, recalled_at, is_repeat }
end
return { seq, at, recalled_at, is_repeat, head[1], redis.call('GET', KEYS[5]) }
