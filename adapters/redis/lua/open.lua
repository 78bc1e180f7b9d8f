-- Begin a conversation: first event, index entries, token. Idempotent by the conversation's id.
-- KEYS meta log seen ready subject all   ARGV id message_id payload subject bot key
local meta, log = KEYS[1], KEYS[2]
if redis.call('EXISTS', meta) == 1 then
  return {redis.call('HGET', KEYS[3], ARGV[2]) or '1', 1}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('XADD', log, '1-0', 't', now, 'e', ARGV[3])
redis.call('HSET', KEYS[3], ARGV[2], 1)
redis.call('ZADD', KEYS[5], now, ARGV[1])
redis.call('ZADD', KEYS[6], now, ARGV[1])
local token = redis.call('XADD', KEYS[4], '*', 'c', ARGV[1])
redis.call('HSET', meta, 'subject', ARGV[4], 'bot', ARGV[5], 'key', ARGV[6],
  'head', 1, 'fence', 0, 'attempts', 0, 'waiting', 1, 'token', token)
return {'1', 0}
