-- Uploads become part of a message: all of them, or none. Idempotent. Answers the sealed pictures.
-- KEYS uploads images   ARGV image...
local found = {}
for n, image in ipairs(ARGV) do
  local sealed = redis.call('HGET', KEYS[2], image) or redis.call('HGET', KEYS[1], image)
  if not sealed then return {} end
  found[n] = sealed
end
for n, image in ipairs(ARGV) do
  redis.call('HSET', KEYS[2], image, found[n])
  redis.call('HDEL', KEYS[1], image)
end
return found
