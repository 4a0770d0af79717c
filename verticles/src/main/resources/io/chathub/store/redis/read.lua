-- Moves a member's cursor forward.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat
-- ARGV  1 reader  2 seq, 0 where the position names nothing  3 made at as the position says, or -1
--       4 operation  5 version of the chat that the caller knows
--
-- Gives -1 to no member, -4 where the log never held that message; else {1 where the cursor moved,
-- seq, made at}, and where the version is another: {…, version, chat}. The made at of a trimmed
-- message is what the position says, or when the chat was made.

local head = redis.call('HMGET', KEYS[1], 'v', 'ls', 'la', 'ca', 'o:' .. ARGV[1], 'fs')
if not head[1] then
  return no_head(-1, KEYS[1], KEYS[2], KEYS[4], KEYS[5], ARGV[1])
end
if not head[5] then
  return -1
end
local last, seq, at = tonumber(head[2]), tonumber(ARGV[2]), tonumber(ARGV[3])
local first = checked(last, head[6], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
if seq < 1 or seq > last then
  return -4
end
if seq >= first then
  local made_at = tonumber(head[3])
  if seq < last then
    local _
    _, made_at = opened(record_of(KEYS[2], last, seq))
    made_at = made_at or (at < 0 and tonumber(head[4])) or at
  end
  if at >= 0 and at ~= made_at then
    return -4
  end
  at = made_at
elseif at < 0 then
  at = tonumber(head[4])
end

local read, own_at_read, operation = cursor_of(KEYS[4], ARGV[1])
local moved = 0
if seq > read then
  local total = membership(head[5])
  local own = own_up_to(KEYS[2], KEYS[3], first, last, ARGV[1], read, own_at_read, total, seq)
  redis.call('HSET', KEYS[4], ARGV[1], digits(seq) .. ' ' .. digits(own) .. ' ' .. ARGV[4])
  moved = 1
elseif operation == ARGV[4] then
  moved = 1
end

if head[1] == ARGV[5] then
  return { moved, seq, at }
end
return { moved, seq, at, head[1], redis.call('GET', KEYS[5]) }
