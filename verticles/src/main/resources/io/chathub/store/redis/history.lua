-- A page of a chat's log.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat
-- ARGV  1 user  2 latest, before or after  3 seq; -1 where the position names nothing of this log
--       4 made at as the position says, or -1  5 most messages
--       6 most bytes of their records; the first one fits always
--
-- Gives -1 to no member, -4 where an id names nothing of this log; else {booking, the lowest
-- cursors, 1 where there are more that way, seq of the first message, {packed messages}}, oldest
-- first.

local head = redis.call('HMGET', KEYS[1], 'ls', 'b', 'o:' .. ARGV[1], 'fs', 'v')
if not head[5] then
  return no_head(-1, KEYS[1], KEYS[2], KEYS[4], KEYS[5], ARGV[1])
end
if not head[3] then
  return -1
end
local last = tonumber(head[1])
local first = checked(last, head[4], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
local way, seq, at, limit = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local room = tonumber(ARGV[6])

local from, to = first, last
if way ~= 'latest' then
  if seq < 0 or (at >= 0 and seq > last) then
    return -4
  end
  if at >= 0 and seq >= first then
    local _, made_at = opened(record_of(KEYS[2], last, seq))
    if made_at and made_at ~= at then
      return -4
    end
  end
end
if way == 'after' then
  from = math.max(first, seq + 1)
  to = math.min(last, from + limit - 1)
else
  if way == 'before' then
    to = math.min(last, seq - 1)
  end
  from = math.max(first, to - limit + 1)
end

-- A few at a time, so that no more is read than fits; the way back they are turned round after.
local SLICE = 16
local is_back = way ~= 'after'
local page, is_full = {}, false
local low, high = from, to
while low <= high and not is_full do
  local slice
  if is_back then
    slice = records(KEYS[2], last, math.max(low, high - SLICE + 1), high)
  else
    slice = records(KEYS[2], last, low, math.min(high, low + SLICE - 1))
  end
  if #slice == 0 then
    break
  end
  for i = 1, #slice do
    local record = slice[is_back and #slice + 1 - i or i]
    room = room - #record
    is_full = is_full or (room < 0 and #page > 0)
    if not is_full then
      page[#page + 1] = record
    end
  end
  if is_back then
    high = high - #slice
  else
    low = low + #slice
  end
end
local count, more = #page, 0
if is_back then
  for i = 1, math.floor(count / 2) do
    page[i], page[count + 1 - i] = page[count + 1 - i], page[i]
  end
  from = to - count + 1
end
if is_full or (is_back and from > first) or (not is_back and from <= to and to < last) then
  more = 1
end
return { head[2], lowest(KEYS[4]), more, from, page }
