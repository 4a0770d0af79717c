-- Ends a session. What it was stays known until it would have expired, so that a repeat finds out
-- whose it was.
--
-- KEYS  1 session  2 ended session
-- ARGV  1 operation  2 now, ms  3 how long it is known beyond its end, ms
--
-- Gives {1 where this operation ended it, the session}, or {0} where nothing is known of it.

local session = redis.call('GET', KEYS[1])
if session then
  local left = struct.unpack('>I6', session) - tonumber(ARGV[2])
  local ttl = string.format('%.0f', math.max(0, left) + tonumber(ARGV[3]))
  redis.call('SET', KEYS[2], struct.pack('>Bc0', #ARGV[1], ARGV[1]) .. session, 'PX', ttl)
  redis.call('DEL', KEYS[1])
  return { 1, session }
end
local ended = redis.call('GET', KEYS[2])
if ended then
  local operation, next = struct.unpack('>Bc0', ended)
  return { operation == ARGV[1] and 1 or 0, string.sub(ended, next) }
end
return { 0 }
