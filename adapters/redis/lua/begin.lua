-- Take a conversation whose token was delivered: a new fence, and what the worker has not seen.
-- KEYS meta log ready   ARGV token known group
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then -- erased, or a token from before a release: nothing to do
  redis.call('XACK', KEYS[3], ARGV[3], ARGV[1])
  redis.call('XDEL', KEYS[3], ARGV[1])
  return false
end
local fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
local attempts = redis.call('HINCRBY', KEYS[1], 'attempts', 1)
return {fence, attempts, redis.call('XRANGE', KEYS[2], '(' .. ARGV[2] .. '-0', '+')}
