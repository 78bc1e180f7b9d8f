-- Take in an upload that waits to become part of a message.
-- KEYS meta uploads images   ARGV image sealed waiting kept seconds
local state = redis.call('HMGET', KEYS[1], 'key', 'closed')
if not state[1] then return 'unknown' end
if state[2] then return 'closed' end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  local waiting = redis.call('HLEN', KEYS[2])
  if waiting >= tonumber(ARGV[3]) then return 'full' end
  if waiting + redis.call('HLEN', KEYS[3]) >= tonumber(ARGV[4]) then return 'full' end
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[5])
return 'ok'
