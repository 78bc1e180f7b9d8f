-- Append what a worker decided, if its fence is still the highest. The one fenced write.
-- KEYS meta log ready show   ARGV fence seen release ended closes token group channel payload...
local meta, log = KEYS[1], KEYS[2]
local state = redis.call('HMGET', meta, 'fence', 'head')
if state[1] ~= ARGV[1] then return {'lost'} end
local seen, head = tonumber(ARGV[2]), tonumber(state[2])
local news = {}
if head > seen then news = redis.call('XRANGE', log, '(' .. seen .. '-0', '+') end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local first = head + 1
local lengths = {}
for i = 9, #ARGV do
  head = head + 1
  redis.call('XADD', log, head .. '-0', 't', now, 'e', ARGV[i])
  lengths[#lengths + 1] = #ARGV[i]
end

local changes = {'head', head}
local ended = tonumber(ARGV[4])
if ended > 0 then
  redis.call('HINCRBY', meta, 'waiting', -ended)
  redis.call('DEL', KEYS[4])
  changes[#changes + 1] = 'attempts'
  changes[#changes + 1] = 0
end
if ARGV[5] == '1' then
  changes[#changes + 1] = 'closed'
  changes[#changes + 1] = 1
end
redis.call('HSET', meta, unpack(changes))
if head >= first then
  redis.call('PUBLISH', ARGV[8], 'e' .. first .. ',' .. now .. ',' .. table.concat(lengths, ',')
    .. '\n' .. table.concat(ARGV, '', 9))
end

local released = 0
if ARGV[3] == '1' and #news == 0 then
  redis.call('HDEL', meta, 'token')
  redis.call('XACK', KEYS[3], ARGV[7], ARGV[6])
  redis.call('XDEL', KEYS[3], ARGV[6])
  released = 1
end
return {'ok', first, now, released, news}
