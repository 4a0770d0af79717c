-- Ends a session. What it was stays known until it would have expired, so that a repeat finds out
-- whose it was.
--
-- KEYS  1 session  2 ended session
-- ARGV  1 operation  2 now, ms  3 how long it is known beyond its end, ms
--
-- Gives {1 where this operation ended it, the session}, or {0} where nothing is known of it.

-- Of what can't be read, and says more.
local LEFT_MAX = 10 * 365 * 86400000

local session = redis.call('GET', KEYS[1])
if session then
  -- First: once that is done, the rest is, even where memory is full.
  redis.call('DEL', KEYS[1])
  local is_read, ends = pcall(struct.unpack, '>I6', session)
  local left = is_read and math.min(ends - tonumber(ARGV[2]), LEFT_MAX) or 0
  local ttl = string.format('%.0f', math.max(0, left) + tonumber(ARGV[3]))
  redis.call('SET', KEYS[2], struct.pack('>Bc0', #ARGV[1], ARGV[1]) .. session, 'PX', ttl)
  return { 1, session }
end
local ended = redis.call('GET', KEYS[2])
if ended then
  local operation, next = struct.unpack('>Bc0', ended)
  return { operation == ARGV[1] and 1 or 0, string.sub(ended, next) }
end
return { 0 }
