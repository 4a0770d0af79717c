-- Makes a chat or changes it to be so. Who is new starts at the last message; who is gone leaves
-- nothing.
--
-- KEYS  1 head  2 cursors  3 chat  4 outcome of this operation
-- ARGV  1 operation, which is the version of what is new  2 now, ms  3 1 to leave a chat that is
--       there as it is  4 how long the outcome is kept, ms  5 1 where the chat takes pushes
--       6 = and the booking, or empty  7 the chat as encoded, without its time  8 and on: user, role, …
--
-- Gives {version, chat, made at of the last message or of the chat, the chat before or nil}.

local before = redis.call('GET', KEYS[3])
local outcome = redis.call('GET', KEYS[4])
if outcome then
  local head = redis.call('HMGET', KEYS[1], 'v', 'la')
  local was = string.sub(outcome, 1, 1) == '+' and string.sub(outcome, 2)
  return { head[1], before, tonumber(head[2]), was }
end

local head = redis.call('HMGET', KEYS[1], 'v', 'ls', 'la', 'ca')
if before and (ARGV[3] == '1' or string.sub(before, 7) == ARGV[7]) then
  redis.call('SET', KEYS[4], '+' .. before, 'PX', ARGV[4])
  return { head[1], before, tonumber(head[3]), before }
end
local last, last_at, made_at = head[2] or '0', head[3] or ARGV[2], head[4] or ARGV[2]
local chat = struct.pack('>I6', tonumber(made_at)) .. ARGV[7]
redis.call('SET', KEYS[4], before and '+' .. before or '-', 'PX', ARGV[4])
redis.call('SET', KEYS[3], chat)
redis.call('HSET', KEYS[1], 'v', ARGV[1], 's', ARGV[5], 'b', ARGV[6])
if not before then
  redis.call('HSET', KEYS[1], 'ca', made_at, 'ls', last, 'la', last_at, 'rv', '0')
end

local present = {}
for i = 8, #ARGV, 2 do
  local user, role = ARGV[i], ARGV[i + 1]
  present['o:' .. user] = true
  local known = redis.call('HGET', KEYS[1], 'o:' .. user)
  local own = known and string.match(known, '^%d+') or '0'
  redis.call('HSET', KEYS[1], 'o:' .. user, own .. ' ' .. role)
  if not known then
    redis.call('HSET', KEYS[2], user, last .. ' 0 -')
  end
end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 2) == 'o:' and not present[field] then
    redis.call('HDEL', KEYS[1], field)
    redis.call('HDEL', KEYS[2], string.sub(field, 3))
  end
end
return { ARGV[1], chat, tonumber(last_at), before }
