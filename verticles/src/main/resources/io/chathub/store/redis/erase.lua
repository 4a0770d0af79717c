-- Takes the content of one user's messages away, as far as they are among the next few of the log.
--
-- KEYS  1 head  2 log  3 marks  4 cursors  5 chat  6 changes  7 outcome of this operation
-- ARGV  1 user  2 seq after which to look  3 messages to look at, at most
--       4 how long the outcome is kept, ms
--
-- Gives -2 where there is no chat; else {where to go on, or 0 at the end, chat, {seqs}}.

local head = redis.call('HMGET', KEYS[1], 'v', 'ls', 'fs')
if not head[1] then
  return no_head(-2, KEYS[1], KEYS[2], KEYS[4], KEYS[5])
end
local last = tonumber(head[2])
local first = checked(last, head[3], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
local outcome = redis.call('GET', KEYS[7])
if outcome then
  local before = cmsgpack.unpack(outcome)
  return { before[1], redis.call('GET', KEYS[5]), before[2] }
end

even_full(KEYS[1])
local from = math.max(tonumber(ARGV[2]) + 1, first)
local to = math.min(last, from + tonumber(ARGV[3]) - 1)
local erased = {}
while from <= to do
  for _, record in ipairs(records(KEYS[2], last, from, math.min(to, from + 31))) do
    local flags, at, _, sender = opened(record)
    if flags and sender == ARGV[1] and flags < ERASED then
      local tail = ''
      if flags == RECALLED then
        local values = { struct.unpack('>BI6I4Bc0Hc0Bc0Hc0', record) }
        tail = string.sub(record, values[#values])
      end
      rewrite(KEYS[1], KEYS[2], KEYS[6], last, from, at, flags + ERASED,
        stripped(record, flags + ERASED, tail))
      erased[#erased + 1] = from
    end
    from = from + 1
  end
end

local next = to < last and to or 0
if #erased > 0 then
  redis.call('SET', KEYS[7], cmsgpack.pack({ next, erased }), 'PX', ARGV[4])
end
return { next, redis.call('GET', KEYS[5]), erased }
