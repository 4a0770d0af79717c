-- A chat, as far as the caller does not know it.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat
-- ARGV  1 version of the chat that the caller knows
--
-- Gives -2 where there is none; else {}, and where the version is another: {version, chat}.

local version = redis.call('HGET', KEYS[1], 'v')
if not version then
  return no_head(-2, KEYS[1], KEYS[2], KEYS[4], KEYS[5])
end
if version == ARGV[1] then
  return {}
end
return { version, redis.call('GET', KEYS[5]) or damage('its record is gone') }
