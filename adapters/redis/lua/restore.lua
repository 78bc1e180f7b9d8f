-- Make a log that was written beside the queue a conversation. Once only.
-- KEYS meta seen subject all   ARGV id subject bot key head began closed
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'subject', ARGV[2], 'bot', ARGV[3], 'key', ARGV[4], 'head', ARGV[5],
  'fence', 0, 'attempts', 0, 'waiting', 0)
if ARGV[7] == '1' then redis.call('HSET', KEYS[1], 'closed', 1) end
redis.call('DEL', KEYS[2])
redis.call('ZADD', KEYS[3], ARGV[6], ARGV[1])
redis.call('ZADD', KEYS[4], ARGV[6], ARGV[1])
return 1
