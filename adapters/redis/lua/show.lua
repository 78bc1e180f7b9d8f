-- Let followers see something that is not final, if the fence still holds.
-- KEYS meta show   ARGV fence channel notice keep first ttl_ms
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
if ARGV[4] == '1' then
  if ARGV[5] == '1' then redis.call('DEL', KEYS[2]) end
  redis.call('RPUSH', KEYS[2], ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[6])
end
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
