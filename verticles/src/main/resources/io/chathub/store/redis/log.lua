-- Comes before every script that looks into a chat's log; no script by itself.
--
-- The keys of a chat, all of one hash tag:
--   head     HASH    v   version of the chat's record, new with every change of it
--                    s   1 where the chat takes pushes
--                    b   = and the booking, or empty
--                    ca  when it was made
--                    ls  last seq that was ever given
--                    la  when the last message was made, or the chat
--                    fa  a time not after that of the oldest message in the log
--                    rv  recalls and erasures so far
--                    o:<user>  for each member: own messages since joining, a space, the role
--   log      LIST    packed messages, oldest first; the last one is number ls
--   marks    HASH    of every 128th seq in the log: own messages of each member up to there
--   cursors  HASH    user -> "seq read, own messages up to there, operation that moved it"
--   changes  LIST    "seq at flags" of the last 100 revs
--   chat     STRING  made at (6 bytes), then the chat as the store encodes it
--
-- A packed message: flags (1 byte: 1 recalled, 2 erased), made at (6), its number among its
-- sender's own (4), then, each behind its length, sender (1), role (2), type (1), cid (2); then
-- the content. In place of the content stands, once recalled, when (6) and by which operation.
-- Numbers are unsigned, the highest byte first.

local MARK_EVERY = 128
local CHANGES_MAX = 100
local RECALLED = 1
local ERASED = 2

-- A number as digits: Lua itself would write large ones with an exponent.
local function digits(number)
  return string.format('%.0f', number)
end

-- What this server's clock says, in ms. Whatever deletes for good asks it, too: a caller whose
-- clock is ahead must not be enough.
local function server_time()
  local now = redis.call('TIME')
  return tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000)
end

-- flags, made at, own number, sender
local function opened(record)
  return struct.unpack('>BI6I4Bc0', record)
end

-- Packed messages from one seq to another; both are in the log.
local function records(log, last, from, to)
  return redis.call('LRANGE', log, from - last - 1, to - last - 1)
end

-- The packed message, or false where the log does not hold it.
local function record_of(log, last, seq)
  if seq < 1 or seq > last then
    return false
  end
  return redis.call('LINDEX', log, seq - last - 1)
end

-- Own messages and role of a member, out of its field in the head.
local function membership(field)
  local own, role = string.match(field, '^(%d+) (.*)$')
  return tonumber(own), role
end

-- The seq read, own messages up to there, and the operation that moved the cursor.
local function cursor_of(cursors, user)
  local read, own, operation = string.match(redis.call('HGET', cursors, user), '^(%d+) (%d+) (.*)$')
  return tonumber(read), tonumber(own), operation
end

-- How many messages of its own a member has up to seq, which is neither below its cursor nor more
-- than one below the log. Looks at 128 messages at most: until one tells, or a mark does.
local function own_up_to(log, marks, first, last, user, read, own_at_read, total, seq)
  if seq == read then
    return own_at_read
  end
  if total == own_at_read or seq >= last then
    return total
  end
  local from = math.max(seq + 1, first)
  while from <= last do
    local mark = math.ceil(from / MARK_EVERY) * MARK_EVERY
    local to = math.min(last, from + 15, mark)
    for _, record in ipairs(records(log, last, from, to)) do
      local _, _, number, sender = opened(record)
      if sender == user then
        return number - 1
      end
    end
    if to == mark then
      local own = cmsgpack.unpack(redis.call('HGET', marks, digits(mark)))[user]
      if own then
        return own
      end
    end
    from = to + 1
  end
  return total
end

-- Messages of others above seq, which is not below the cursor.
local function others_after(log, marks, first, last, user, read, own_at_read, total, seq)
  local base = math.max(seq, first - 1)
  if base >= last then
    return 0
  end
  return last - base
    - (total - own_up_to(log, marks, first, last, user, read, own_at_read, total, base))
end

-- The lowest cursor, whose it is, and the lowest of the others: what decides who has read what.
-- -1 where there is none.
local function lowest(cursors)
  local first, whose, second = -1, '', -1
  local all = redis.call('HGETALL', cursors)
  for i = 1, #all, 2 do
    local read = tonumber(string.match(all[i + 1], '^%d+'))
    if first < 0 or read < first then
      second = first
      first = read
      whose = all[i]
    elseif second < 0 or read < second then
      second = read
    end
  end
  return { first, whose, second }
end

-- Lets the log begin with seq first; it began with seq was.
local function trim(head, log, marks, last, was, first)
  redis.call('LTRIM', log, first - was, -1)
  for mark = math.ceil(was / MARK_EVERY) * MARK_EVERY, first - 1, MARK_EVERY do
    redis.call('HDEL', marks, digits(mark))
  end
  local oldest = redis.call('LINDEX', log, 0)
  if oldest then
    local _, at = opened(oldest)
    redis.call('HSET', head, 'fa', digits(at))
  end
end

-- The first seq that is not made before a time; looks at so many at most.
local function first_since(log, first, last, oldest, most)
  local to = math.min(last, first + most - 1)
  local seq = first
  while seq <= to do
    for _, record in ipairs(records(log, last, seq, math.min(to, seq + 31))) do
      local _, at = opened(record)
      if at >= oldest then
        return seq
      end
      seq = seq + 1
    end
  end
  return seq
end

-- The seq and the time of what a sender said by a cid since a time, or nil; looks at so many of the
-- newest at most.
local function said_as(log, last, sender, cid, since, most)
  local to = last
  local lowest = math.max(last - redis.call('LLEN', log), last - most)
  while to > lowest do
    local from = math.max(lowest + 1, to - 31)
    local slice = records(log, last, from, to)
    for i = #slice, 1, -1 do
      local _, at, _, by, _, _, named = struct.unpack('>BI6I4Bc0Hc0Bc0Hc0', slice[i])
      if at < since then
        return nil
      end
      if by == sender and named == cid then
        return from + i - 1, at
      end
    end
    to = from - 1
  end
  return nil
end

-- The packed message without its content, with flags and what stands in the content's place.
local function stripped(record, flags, tail)
  local values = { struct.unpack('>BI6I4Bc0Hc0Bc0Hc0', record) }
  return struct.pack('>B', flags) .. string.sub(record, 2, values[#values] - 1) .. tail
end

-- Puts a changed message in the place of seq and notes the change.
local function rewrite(head, log, changes, last, seq, at, flags, record)
  redis.call('LSET', log, seq - last - 1, record)
  redis.call('RPUSH', changes, digits(seq) .. ' ' .. digits(at) .. ' ' .. digits(flags))
  redis.call('LTRIM', changes, -CHANGES_MAX, -1)
  redis.call('HINCRBY', head, 'rv', 1)
end

