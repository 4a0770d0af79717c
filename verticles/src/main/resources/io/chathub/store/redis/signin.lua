-- Keeps a session, unless it was ended already: then this is a repeat that comes late.
--
-- KEYS  1 session  2 ended session
-- ARGV  1 session
--
-- Gives 1 where it is kept, else 0.

if redis.call('EXISTS', KEYS[2]) == 1 then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1])
return 1
