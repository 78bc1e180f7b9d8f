-- Destroy a conversation: log, key, pictures, index entries, token. Idempotent.
-- KEYS meta log seen show ready all uploads images   ARGV id subject_prefix channel group
local state = redis.call('HMGET', KEYS[1], 'subject', 'token')
if state[1] then redis.call('ZREM', ARGV[2] .. state[1], ARGV[1]) end
if state[2] then
  redis.call('XACK', KEYS[5], ARGV[4], state[2])
  redis.call('XDEL', KEYS[5], state[2])
end
redis.call('ZREM', KEYS[6], ARGV[1])
redis.call('PUBLISH', ARGV[3], 'x')
return redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[7], KEYS[8])
