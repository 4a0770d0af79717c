-- What a user's list of chats shows of one.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat
-- ARGV  1 user  2 version of the chat that the caller knows
--
-- Gives -1 to no member; else {last seq, unread, rev, the lowest cursors, the last packed message
-- or nil, made at of the last message or of the chat}, and where the version is another: {…,
-- version, chat}.

local user = ARGV[1]
local head = redis.call('HMGET', KEYS[1], 'v', 'ls', 'la', 'rv', 'o:' .. user, 'fs')
if not head[1] then
  return no_head(-1, KEYS[1], KEYS[2], KEYS[4], KEYS[5], user)
end
if not head[5] then
  return -1
end
local last = tonumber(head[2])
local first = checked(last, head[6], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
local total = membership(head[5])
local read, own_at_read = cursor_of(KEYS[4], user)
local unread =
  others_after(KEYS[2], KEYS[3], first, last, user, read, own_at_read, total, read)
local answer = {
  last, unread, tonumber(head[4]), lowest(KEYS[4]), record_of(KEYS[2], last, last),
  tonumber(head[3]),
}
if head[1] ~= ARGV[2] then
  answer[7] = head[1]
  answer[8] = redis.call('GET', KEYS[5])
end
return answer
