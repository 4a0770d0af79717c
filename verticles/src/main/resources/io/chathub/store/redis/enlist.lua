-- Notes a session of a user, to be found when all of them are revoked.
--
-- KEYS  1 sessions of the user: id by when it expires
-- ARGV  1 session  2 when it expires, ms
--
-- Gives 1.

redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('PERSIST', KEYS[1]) -- an earlier version had it expire
return 1
