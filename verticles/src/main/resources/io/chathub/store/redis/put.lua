-- Makes a chat or changes it to be so. Who is new starts at the last message; who is gone leaves
-- nothing.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat  6 outcome of this operation
-- ARGV  1 operation, which is the version of what is new  2 now, ms  3 1 to leave a chat that is
--       there as it is  4 how long the outcome is kept, ms  5 1 where the chat takes pushes
--       6 = and the booking, or empty  7 the chat as encoded, without its time  8 the version that
--       the chat must have, or empty  9 and on: user, role, …
--
-- Gives {version, chat, made at of the last message or of the chat, the chat before or nil}; where
-- the version is another, -2 for no chat, else -7.

local before = redis.call('GET', KEYS[5])
local outcome = redis.call('GET', KEYS[6])
if outcome then
  local head = redis.call('HMGET', KEYS[1], 'v', 'la')
  local was = string.sub(outcome, 1, 1) == '+' and string.sub(outcome, 2)
  return { head[1], before, tonumber(head[2]), was }
end

local head = redis.call('HMGET', KEYS[1], 'v', 'ls', 'la', 'ca', 'fs')
if ARGV[8] ~= '' and head[1] and head[1] ~= ARGV[8] then
  return -7
end
if head[1] then
  if not (tonumber(head[3]) and tonumber(head[4])) then
    damage('its head is damaged')
  end
  checked(tonumber(head[2]), head[5], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
  even_full(KEYS[1])
else
  no_head(0, KEYS[1], KEYS[2], KEYS[4], KEYS[5])
  if ARGV[8] ~= '' then
    return -2
  end
end
if before and (ARGV[3] == '1' or string.sub(before, 7) == ARGV[7]) then
  redis.call('SET', KEYS[6], '+' .. before, 'PX', ARGV[4])
  return { head[1], before, tonumber(head[3]), before }
end
local last, last_at, made_at = head[2] or '0', head[3] or ARGV[2], head[4] or ARGV[2]
local chat = struct.pack('>I6', tonumber(made_at)) .. ARGV[7]
redis.call('SET', KEYS[6], before and '+' .. before or '-', 'PX', ARGV[4])
redis.call('SET', KEYS[5], chat)
redis.call('HSET', KEYS[1], 'v', ARGV[1], 's', ARGV[5], 'b', ARGV[6])
if not before then
  redis.call('HSET', KEYS[1], 'ca', made_at, 'ls', last, 'fs', '1', 'la', last_at, 'rv', '0')
end

local present = {}
for i = 9, #ARGV, 2 do
  local user, role = ARGV[i], ARGV[i + 1]
  present['o:' .. user] = true
  local known = redis.call('HGET', KEYS[1], 'o:' .. user)
  local own = known and string.match(known, '^%d+') or '0'
  redis.call('HSET', KEYS[1], 'o:' .. user, own .. ' ' .. role)
  if not known then
    redis.call('HSET', KEYS[4], user, last .. ' 0 -')
  end
end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 2) == 'o:' and not present[field] then
    redis.call('HDEL', KEYS[1], field)
    redis.call('HDEL', KEYS[4], string.sub(field, 3))
  end
end
return { ARGV[1], chat, tonumber(last_at), before }
