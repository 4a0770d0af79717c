-- Takes messages that are too old or too many out of a chat's log, some at a time.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat
-- ARGV  1 time before which messages go, ms  2 most messages kept  3 most to take out now
--       4 how long they are kept, ms: by this server's clock, too
--
-- Gives -2 where there is no chat; else {how many went, 1 where there may be more, made at of the
-- oldest message or -1}.

local head = redis.call('HMGET', KEYS[1], 'v', 'ls', 'fs')
if not head[1] then
  return no_head(-2, KEYS[1], KEYS[2], KEYS[4], KEYS[5])
end
local last = tonumber(head[2])
local oldest = math.min(tonumber(ARGV[1]), server_time() - tonumber(ARGV[4]))
local most = tonumber(ARGV[3])
local first = checked(last, head[3], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
local keep = math.max(first, math.min(last - tonumber(ARGV[2]) + 1, first + most))
keep = math.max(keep, first_since(KEYS[2], first, last, oldest, most))
if keep > first then
  trim(KEYS[1], KEYS[2], KEYS[3], last, first, keep)
end
local at = -1
local record = redis.call('LINDEX', KEYS[2], 0)
if record then
  local _
  _, at = opened(record)
  at = at or oldest
end
return { keep - first, keep - first >= most and keep <= last and 1 or 0, at }
