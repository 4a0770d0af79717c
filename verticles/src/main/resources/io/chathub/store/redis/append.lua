-- Puts a message at the end of a chat's log, once for each name.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat
--       6 name of the message: by its cid, or by the operation where it has none
-- ARGV  1 sender  2 now, ms  3 version of the chat that the caller knows  4 operation
--       5 how long the name is kept, ms  6 how long it counts, ms  7 type  8 cid or empty
--       9 content  10 most messages kept  11 how long they are kept, ms
--       12 a time that has surely passed, ms  13 how far ahead of now a message may be dated, ms
--       14 1 where names may have expired early
--
-- Gives -1 to no member, -2 where there is no chat (to the system), -3 where it is closed.
-- Stored: {seq, made at}, and where the version is another: {…, version, chat}.
-- A duplicate: {seq, made at, version, chat, 1 where it is the same operation,
--   the packed message or nil, the lowest cursors}.

local TRIM_MAX = 5000
local AGED_MAX = 128
local LOOK_BACK_MAX = 5000

local sender = ARGV[1]
local head = redis.call('HMGET', KEYS[1], 'v', 's', 'ls', 'la', 'fa', 'o:' .. sender, 'fs')
local version, last = head[1], tonumber(head[3])
local is_system = sender == 'system'
if not version then
  return no_head(is_system and -2 or -1, KEYS[1], KEYS[2], KEYS[4], KEYS[5],
    not is_system and sender)
end
if not head[6] and not is_system then
  return -1
end
if not (last and tonumber(head[4]) and tonumber(head[5] or 0)) then
  damage('its head is damaged')
end
local first = tonumber(head[7])
require_all(KEYS[2], KEYS[3], KEYS[4], KEYS[5],
  first or first_of(last, nil, redis.call('LLEN', KEYS[2])), last)
local now = tonumber(ARGV[2])
local at = math.max(now, tonumber(head[4]))
if at - now > tonumber(ARGV[13]) then
  at = now -- a clock was wrong when the one before was dated
end
local seq = last + 1
local name = digits(seq) .. ' ' .. digits(at) .. ' ' .. ARGV[4]
local takes = is_system or head[2] == '1'

if ARGV[14] == '1' and ARGV[8] ~= '' and redis.call('EXISTS', KEYS[6]) == 0 then
  local first, first_at = said_as(
    KEYS[2], last, sender, ARGV[8], tonumber(ARGV[12]) - tonumber(ARGV[6]), LOOK_BACK_MAX)
  if first then
    redis.pcall('SET', KEYS[6], digits(first) .. ' ' .. digits(first_at) .. ' -', 'PX', ARGV[5])
  end
end

local is_new = takes and redis.pcall('SET', KEYS[6], name, 'PX', ARGV[5], 'NX')
if is_new and is_new.err then
  -- It can't be done now. A repeat is told what was, but not by one that is no master any more.
  local named = redis.call('GET', KEYS[6])
  local is_full = string.find(is_new.err, 'OOM ', 1, true)
    or string.find(is_new.err, 'MISCONF ', 1, true)
  if not (is_full and named and string.match(named, '^%d+ %d+ (.*)$') == ARGV[4]) then
    return is_new
  end
  is_new = false
end
if not is_new then
  local named = redis.call('GET', KEYS[6])
  if named then
    local first, first_at, operation = string.match(named, '^(%d+) (%d+) (.*)$')
    first, first_at = tonumber(first), tonumber(first_at)
    local is_same = operation == ARGV[4]
    if is_same or tonumber(ARGV[12]) - first_at <= tonumber(ARGV[6]) then
      first_of(last, head[7], redis.call('LLEN', KEYS[2]))
      return {
        first, first_at, version, redis.call('GET', KEYS[5]), is_same and 1 or 0,
        record_of(KEYS[2], last, first), lowest(KEYS[4]),
      }
    end
  end
  if not takes then
    return -3
  end
  redis.call('SET', KEYS[6], name, 'PX', ARGV[5])
end

local own, role = 0, 'system'
if not is_system then
  own, role = membership(head[6])
  own = own + 1
end
local record = struct.pack('>BI6I4Bc0Hc0Bc0Hc0',
  0, at, own, #sender, sender, #role, role, #ARGV[7], ARGV[7], #ARGV[8], ARGV[8]) .. ARGV[9]
local length = redis.pcall('RPUSH', KEYS[2], record)
if length ~= (first and seq - first + 1 or length) then
  -- It is not what the head says, or no log at all: as if nothing had been asked.
  redis.call('DEL', KEYS[6])
  if type(length) == 'table' then
    error(length)
  end
  redis.call('RPOP', KEYS[2])
  first_of(last, head[7], length - 1)
end
if is_system then
  redis.call('HSET', KEYS[1], 'ls', digits(seq), 'la', digits(at))
else
  redis.call('HSET', KEYS[1], 'ls', digits(seq), 'la', digits(at),
    'o:' .. sender, digits(own) .. ' ' .. role)
end
if not first then
  first = seq - length + 1
  redis.call('HSET', KEYS[1], 'fs', digits(first))
end
if length == 1 then
  redis.call('HSET', KEYS[1], 'fa', digits(at))
end

if seq % MARK_EVERY == 0 then
  local owns = {}
  local fields = redis.call('HGETALL', KEYS[1])
  for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 2) == 'o:' then
      owns[string.sub(fields[i], 3)] = membership(fields[i + 1])
    end
  end
  redis.pcall('HSET', KEYS[3], digits(seq), cmsgpack.pack(owns))
end

local keep = math.max(first, math.min(seq - tonumber(ARGV[10]) + 1, first + TRIM_MAX))
local oldest = tonumber(ARGV[12]) - tonumber(ARGV[11])
if length > 1 and tonumber(head[5]) < oldest then
  oldest = math.min(oldest, server_time() - tonumber(ARGV[11]))
  keep = math.max(keep, first_since(KEYS[2], first, seq, oldest, AGED_MAX))
end
if keep > first then
  trim(KEYS[1], KEYS[2], KEYS[3], seq, first, keep)
elseif length > 1 and tonumber(head[5]) < oldest then
  local _, first_at = opened(redis.call('LINDEX', KEYS[2], 0))
  if first_at then
    redis.call('HSET', KEYS[1], 'fa', digits(first_at))
  end
end

if version == ARGV[3] then
  return { seq, at }
end
return { seq, at, version, redis.call('GET', KEYS[5]) }
