-- Comes before every script that looks into a chat's log; no script by itself.
--
-- What comes after it is the body of one function (see Script): where the chat is not all there, or
-- holds what can't be read, the answer is {'damaged', what} in the place of any other, and nothing
-- was changed.
--
-- The keys of a chat, all of one hash tag:
--   head     HASH    v   version of the chat's record, new with every change of it
--                    s   1 where the chat takes pushes
--                    b   = and the booking, or empty
--                    ca  when it was made
--                    ls  last seq that was ever given
--                    fs  the first seq in the log, one above ls where it is empty; older heads say
--                        it from the next message on
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

-- Ends the script.
local function damage(what)
  error({ damage = what })
end

-- Runs a script for its answer.
local function told(script)
  local is_done, answer = pcall(script)
  if is_done then
    return answer
  end
  if type(answer) == 'table' and answer.damage then
    return { 'damaged', answer.damage }
  end
  local why = type(answer) == 'table' and answer.err or tostring(answer)
  local refused = string.match(why, '%-(%u[%u_]+ .*)$') or string.match(why, '^%u[%u_]+ .*$')
  if refused and not (string.find(refused, '^WRONGTYPE ') or string.find(refused, '^ERR ')) then
    return redis.error_reply(refused)
  end
  return { 'damaged', "it can't be read: " .. string.sub(refused or why, 1, 200) }
end

-- Lets what frees memory be done where there is none left: a script that has written something goes
-- on. Writes nothing.
local function even_full(head)
  redis.call('HDEL', head, '')
end

-- The answer to who asks for a chat without a head: damage, where anything else of it is there and
-- does not say that it is none of the user's.
local function no_head(refusal, head, log, cursors, chat, user)
  if redis.call('EXISTS', head, log, cursors, chat) > 0 then
    local is_strange = user and redis.call('EXISTS', cursors) == 1
      and redis.call('HEXISTS', cursors, user) == 0
    if not is_strange then
      damage('its head is ' .. (redis.call('EXISTS', head) == 1 and 'damaged' or 'gone'))
    end
  end
  return refusal
end

-- Fails where a key of the chat is not there that its head says should be.
local function require_all(log, marks, cursors, chat, first, last)
  local is_marked = math.floor(last / MARK_EVERY) * MARK_EVERY >= first
  local there = is_marked and redis.call('EXISTS', log, cursors, chat, marks)
    or redis.call('EXISTS', log, cursors, chat)
  if there == 2 + (first <= last and 1 or 0) + (is_marked and 1 or 0) then
    return
  end
  if first <= last and redis.call('EXISTS', log) == 0 then
    damage('its log is gone, from ' .. digits(first) .. ' to ' .. digits(last))
  end
  for name, key in pairs({ marks = is_marked and marks, cursors = cursors, record = chat }) do
    if key and redis.call('EXISTS', key) == 0 then
      damage('its ' .. name .. (name == 'record' and ' is gone' or ' are gone'))
    end
  end
  damage('its log is more than its head says')
end

-- Where the log begins; fails where that is not where the head says.
local function first_of(last, said, length)
  local first = last and (tonumber(said) or last - length + 1)
  if not first then
    damage('its head is damaged')
  end
  if last - first + 1 ~= length then
    damage('its log holds ' .. digits(length) .. ' messages, its head says '
      .. digits(first) .. ' to ' .. digits(last))
  end
  return first
end

-- Where the log of a chat begins that is all there, for who does not add to it.
local function checked(last, said, log, marks, cursors, chat)
  local first = first_of(last, said, redis.call('LLEN', log))
  require_all(log, marks, cursors, chat, first, last)
  return first
end

-- flags, made at, own number, sender; nothing of one that can't be read
local function opened(record)
  local is_read, flags, at, own, sender = pcall(struct.unpack, '>BI6I4Bc0', record)
  if is_read and flags <= RECALLED + ERASED then
    return flags, at, own, sender
  end
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
  return tonumber(own) or damage('its head is damaged'), role
end

-- The seq read, own messages up to there, and the operation that moved the cursor.
local function cursor_of(cursors, user)
  local cursor = redis.call('HGET', cursors, user) or ''
  local read, own, operation = string.match(cursor, '^(%d+) (%d+) (.*)$')
  if not read then
    damage('the cursor of ' .. user .. (cursor == '' and ' is gone' or " can't be read"))
  end
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
      local owns = redis.call('HGET', marks, digits(mark)) or damage('a mark is gone')
      local own = cmsgpack.unpack(owns)[user]
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
      or damage('the cursor of ' .. all[i] .. " can't be read")
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
  redis.call('HSET', head, 'fs', digits(first))
  for mark = math.ceil(was / MARK_EVERY) * MARK_EVERY, first - 1, MARK_EVERY do
    redis.call('HDEL', marks, digits(mark))
  end
  local oldest = redis.call('LINDEX', log, 0)
  if oldest then
    local _, at = opened(oldest)
    if at then
      redis.call('HSET', head, 'fa', digits(at))
    end
  end
end

-- The first seq that is not made before a time; looks at so many at most. One that can't be read is
-- as old as what comes after it.
local function first_since(log, first, last, oldest, most)
  local to = math.min(last, first + most - 1)
  local seq, found = first, first
  while seq <= to do
    for _, record in ipairs(records(log, last, seq, math.min(to, seq + 31))) do
      local _, at = opened(record)
      seq = seq + 1
      if at and at >= oldest then
        return found
      elseif at then
        found = seq
      end
    end
  end
  return found
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
      local flags, at, _, by = opened(slice[i])
      if flags and at < since then
        return nil
      end
      if flags and by == sender then
        local is_read, _, _, _, _, _, _, named = pcall(struct.unpack, '>BI6I4Bc0Hc0Bc0Hc0', slice[i])
        if is_read and named == cid then
          return from + i - 1, at
        end
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

