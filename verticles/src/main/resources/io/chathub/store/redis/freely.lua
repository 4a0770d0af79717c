-- Does one command that goes before everything else: also where Redis has no memory left for it, since
-- a script that has written something goes on.
--
-- KEYS  1 what the command is about  2 one that is never there
-- ARGV  the command, without its key: name, arguments
--
-- Gives what the command does.

redis.call('DEL', KEYS[2])
return redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
