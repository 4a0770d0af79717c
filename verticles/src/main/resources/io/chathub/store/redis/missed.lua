-- What a member missed in a chat.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 changes  6 chat
-- ARGV  1 user  2 seq of the index; -1 where it names nothing that any log of this chat held
--       3 made at as the index says, or -1  4 rev that the client knew, or -1
--       5 1 for only what others sent and the user has not read
--       6 most messages  7 most bytes of their content
--       8 members of a small chat, at most
--
-- Gives -1 to no member; else {last seq, unread, missed, rev, 1 where the client starts afresh,
-- the lowest cursors, booking, {changes} or nil, {user, cursor, …} in a small chat or nil,
-- {seq, packed message, …} newest first}. These may be fewer than missed, also where there is room
-- for more: where far too many of the user's own are in between.

local user = ARGV[1]
local head = redis.call('HMGET', KEYS[1], 'ls', 'rv', 'b', 'o:' .. user, 'fs', 'v')
if not head[6] then
  return no_head(-1, KEYS[1], KEYS[2], KEYS[4], KEYS[6], user)
end
if not head[4] then
  return -1
end
local last, rev = tonumber(head[1]), tonumber(head[2])
local first = checked(last, head[5], KEYS[2], KEYS[3], KEYS[4], KEYS[6])
local total = membership(head[4])
local read, own_at_read = cursor_of(KEYS[4], user)

local index, at = tonumber(ARGV[2]), tonumber(ARGV[3])
local is_reset = index < 0 or index > last
if not is_reset and at >= 0 and index >= first then
  local _, made_at = opened(record_of(KEYS[2], last, index))
  is_reset = made_at and at ~= made_at
end

local known = tonumber(ARGV[4])
local changes = false
if known >= 0 then
  if known > rev or rev - known > CHANGES_MAX then
    is_reset = true
  elseif known < rev then
    changes = redis.call('LRANGE', KEYS[5], known - rev, -1)
    is_reset = is_reset or #changes < rev - known
  else
    changes = {}
  end
end

local function others(after)
  return others_after(KEYS[2], KEYS[3], first, last, user, read, own_at_read, total, after)
end
local unread = others(read)
local after = math.max(is_reset and 0 or index, first - 1)
local missed = last - after
local unread_only = ARGV[5] == '1'
if unread_only then
  after = math.max(after, read)
  missed = after == read and unread or others(after)
end

local function own_at(mark)
  local owns = redis.call('HGET', KEYS[3], digits(mark))
  return owns and cmsgpack.unpack(owns)[user]
end

-- Whether all messages above a mark, up to the next, are the user's own.
local function is_own_block(mark)
  local above = own_at(mark + MARK_EVERY)
  local below = above and above >= MARK_EVERY and own_at(mark)
  return below and above - below == MARK_EVERY
end

-- Looks at so many own messages at most; a block that it need not read counts as a few.
local own_left, OWN_BLOCK = 2048, 8
local found, count, seq = {}, 0, last
local wanted, room = math.min(missed, tonumber(ARGV[6])), tonumber(ARGV[7])
while count < wanted and seq > after and room > 0 and own_left > 0 do
  local mark = math.floor((seq - 1) / MARK_EVERY) * MARK_EVERY
  if unread_only and seq == mark + MARK_EVERY and mark >= after and is_own_block(mark) then
    own_left = own_left - OWN_BLOCK
    seq = mark
  else
    local from = math.max(after + 1, seq - 15, mark + 1)
    local slice = records(KEYS[2], last, from, seq)
    for i = #slice, 1, -1 do
      local _, _, _, sender = opened(slice[i])
      if unread_only and sender == user then
        own_left = own_left - 1
      elseif count < wanted and room > 0 then
        room = room - #slice[i]
        count = count + 1
        found[#found + 1] = from + i - 1
        found[#found + 1] = slice[i]
      end
    end
    seq = from - 1
  end
end

local reads = false
if redis.call('HLEN', KEYS[4]) <= tonumber(ARGV[8]) then
  reads = redis.call('HGETALL', KEYS[4])
end
return {
  last, unread, missed, rev, is_reset and 1 or 0, lowest(KEYS[4]), head[3],
  not is_reset and changes, reads, found,
}
