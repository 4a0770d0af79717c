-- A page of a chat's log.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat
-- ARGV  1 user  2 latest, before or after  3 seq; -1 where the position names nothing of this log
--       4 made at as the position says, or -1  5 most messages
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

local page, more = {}, 0
if from <= to then
  page = records(KEYS[2], last, from, to)
  if (way == 'after' and to < last) or (way ~= 'after' and from > first) then
    more = 1
  end
end
return { head[2], lowest(KEYS[4]), more, from, page }
