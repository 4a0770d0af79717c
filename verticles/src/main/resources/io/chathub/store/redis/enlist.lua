-- Notes a session of a user, to be found when all of them are revoked.
--
-- KEYS  1 sessions of the user: id by when it expires
-- ARGV  1 session  2 when it expires, ms  3 now, ms  4 how long it is known beyond that, ms
--
-- Gives 1.

local now, margin = tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.0f', now - margin))
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
local latest = tonumber(redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2])
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.max(1, latest - now + margin)))
return 1
