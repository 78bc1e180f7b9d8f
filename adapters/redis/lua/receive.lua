-- Append what was heard and queue the conversation. Idempotent by the deduplication id.
-- With a consumer, the conversation that has waited longest is given to it in the same breath; if
-- that is this one, its lease is given too, as `begin` would.
-- KEYS meta log seen ready rate
-- ARGV conversation dedupe payload wants_turn closes channel cap interval_ms burst group consumer
local meta, log, seen = KEYS[1], KEYS[2], KEYS[3]
local state = redis.call('HMGET', meta, 'head', 'waiting', 'token', 'closed')
if not state[1] then return {'unknown'} end
local known = redis.call('HGET', seen, ARGV[2])
if known then return {'ok', known, 1} end
if state[4] then return {'closed'} end
local wants_turn = ARGV[4] == '1'
local token = false
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

if wants_turn then
  if tonumber(state[2]) >= tonumber(ARGV[7]) then return {'full'} end
  -- Generic cell rate algorithm: one message per interval, `burst` of them at once.
  local interval = tonumber(ARGV[8])
  if interval > 0 then
    local due = math.max(tonumber(redis.call('GET', KEYS[5]) or '0'), now)
    local wait = due - now - interval * (tonumber(ARGV[9]) - 1)
    if wait > 0 then return {'rate', wait} end
    redis.call('SET', KEYS[5], due + interval, 'PX', due + interval - now)
  end
end

local seq = redis.call('HINCRBY', meta, 'head', 1)
redis.call('XADD', log, seq .. '-0', 't', now, 'e', ARGV[3])
redis.call('HSET', seen, ARGV[2], seq)
if ARGV[5] == '1' then redis.call('HSET', meta, 'closed', 1) end
if wants_turn then
  redis.call('HINCRBY', meta, 'waiting', 1)
  if not state[3] then
    redis.call('HSET', meta, 'token', redis.call('XADD', KEYS[4], '*', 'c', ARGV[1]))
    if ARGV[11] ~= '' then
      local given = redis.call('XREADGROUP', 'GROUP', ARGV[10], ARGV[11], 'COUNT', 1, 'STREAMS', KEYS[4], '>')
      token = given and given[1][2][1]
    end
  end
end
redis.call('PUBLISH', ARGV[6], 'e' .. seq .. ',' .. now .. ',' .. #ARGV[3] .. '\n' .. ARGV[3])
if not token then return {'ok', seq, 0} end
local id, conversation = token[1], token[2][2]
if conversation ~= ARGV[1] then return {'ok', seq, 0, id, conversation} end
return {'ok', seq, 0, id, conversation, now,
  redis.call('HINCRBY', meta, 'fence', 1), redis.call('HINCRBY', meta, 'attempts', 1)}
