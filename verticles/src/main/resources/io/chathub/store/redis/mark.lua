-- Counts the looks at a mark that was put here to be found again.
--
-- KEYS  1 mark
-- ARGV  1 its name, where there is none yet
--
-- Gives {name, looks}: another name, where all was lost since; fewer looks, where the newest was.

redis.call('HSETNX', KEYS[1], 'name', ARGV[1])
return { redis.call('HGET', KEYS[1], 'name'), redis.call('HINCRBY', KEYS[1], 'looks', 1) }
