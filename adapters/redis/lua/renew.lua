-- Keep the lease: the token's idle time starts anew, its delivery count stays.
-- KEYS meta ready   ARGV fence token group consumer
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
redis.call('XCLAIM', KEYS[2], ARGV[3], ARGV[4], 0, ARGV[2], 'JUSTID')
return 1
