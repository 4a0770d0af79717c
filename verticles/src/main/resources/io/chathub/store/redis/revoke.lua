-- Ends a session. What it was stays known until it would have expired, so that a repeat finds out
-- whose it was.
--
-- KEYS  1 session  2 ended session
-- ARGV  1 operation
--
-- Gives {1 where this operation ended it, the session}, or {0} where nothing is known of it.

local session = redis.call('GET', KEYS[1])
if session then
  local ttl = math.max(1, redis.call('PTTL', KEYS[1]))
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
