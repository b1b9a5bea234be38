-- A node says what it has seen of the log, once for every connection and then again and again. Begins a new life of the log if it
-- is not what it was; otherwise trims it.
-- KEYS: the log (stream), its life (hash), nodes (sorted set), those who are awaited (set), marks of the time (sorted set).
-- ARGV: node; life, number and append of what it saw last (0, -1 and '' if nothing); bounds of the log: count, = or ~, bytes,
--   age in ms; how long a node counts as alive and how long one is awaited, in ms.
-- Returns live or doubt, the life, and the last id that was given.
local log, life, nodes, awaited, marks = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local node, seenLife, seenNumber, seenAppend = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local count, exact, bytes, age = ARGV[5], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
local lease, patience = tonumber(ARGV[9]), tonumber(ARGV[10])

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)
-- Names one history of this data set: it changes with each restart and each promotion.
local history = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
local held = redis.call('HMGET', life, 'life', 'history', 'doubted', 'since')

local function parts(id)
  local of, number = string.match(id, '^(%d+)%-(%d+)$')
  return tonumber(of), tonumber(number)
end

local last = false
if redis.call('EXISTS', log) == 1 then
  local info = redis.call('XINFO', 'STREAM', log)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      last = info[i + 1]
    end
  end
end

local function isLost()
  if not held[1] or not last then
    return true
  end
  local current = tonumber(held[1])
  local lastLife, lastNumber = parts(last)
  if lastLife ~= current or seenLife > current then
    return true
  end
  if seenLife < current then
    return false
  end
  if lastNumber < seenNumber then
    return true
  end
  local id = held[1] .. '-' .. ARGV[3]
  local entry = redis.call('XRANGE', log, id, id)[1]
  if not entry then
    -- Trimmed, if all before it are. An append is not seen in a history that put another one in its place.
    local first = redis.call('XRANGE', log, '-', '+', 'COUNT', '1')[1]
    if not first then
      return false
    end
    local firstLife, firstNumber = parts(first[1])
    return firstLife < seenLife or firstNumber < seenNumber
  end
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 'a' then
      return seenAppend ~= '' and entry[2][i + 1] ~= seenAppend
    end
  end
  return seenAppend ~= ''
end

local function begin()
  local newest = math.max(micros, seenLife + 1, tonumber(held[1] or 0) + 1)
  if last then
    local lastLife = parts(last)
    if lastLife > micros * 2 then
      -- No log gave such an id, and none can be given after it.
      redis.call('DEL', log)
    else
      newest = math.max(newest, lastLife + 1)
    end
  end
  local begun = string.format('%.0f', newest)
  redis.call('XADD', log, begun .. '-0', 'b', '')
  redis.call('HSET', life, 'life', begun, 'history', history)
  redis.call('HDEL', life, 'doubted', 'since')
  redis.call('DEL', awaited, marks)
  redis.call('ZADD', nodes, now, node)
  return {'live', begun, begun .. '-0'}
end

if isLost() then
  return begin()
end

if held[2] ~= history then
  -- Another master, or this one after a restart. It may lack what only others have seen, so they are heard first.
  local since = tonumber(held[4])
  if held[3] ~= history then
    since = now
    redis.call('DEL', awaited)
    local newest = redis.call('ZREVRANGE', nodes, 0, 0, 'WITHSCORES')[2]
    if newest then
      for _, other in ipairs(redis.call('ZRANGEBYSCORE', nodes, tonumber(newest) - lease, '+inf')) do
        redis.call('SADD', awaited, other)
      end
    end
    redis.call('HSET', life, 'doubted', history, 'since', now)
  end
  redis.call('SREM', awaited, node)
  if redis.call('SCARD', awaited) > 0 then
    if now - since < patience then
      return {'doubt', held[1], last}
    end
    return begin()
  end
  redis.call('HSET', life, 'history', history)
  redis.call('HDEL', life, 'doubted', 'since')
end
redis.call('ZADD', nodes, now, node)
-- Nodes from long ago, and from a clock that has been set back since.
redis.call('ZREMRANGEBYSCORE', nodes, '-inf', now - 100 * lease)
redis.call('ZREMRANGEBYSCORE', nodes, now + lease, '+inf')

redis.call('XTRIM', log, 'MAXLEN', exact, count)
local used = redis.pcall('MEMORY', 'USAGE', log)
if type(used) == 'number' and used > bytes then
  redis.call('XTRIM', log, 'MAXLEN', '~', math.floor(redis.call('XLEN', log) * bytes / used))
end
-- From before the clock was set back.
redis.call('ZREMRANGEBYSCORE', marks, now + 1, '+inf')
local newestMark = redis.call('ZREVRANGE', marks, 0, 0, 'WITHSCORES')[2]
if not newestMark or now - newestMark >= age / 64 then
  redis.call('ZADD', marks, 'NX', now, last)
end
local old = redis.call('ZREVRANGEBYSCORE', marks, now - age, '-inf', 'LIMIT', 0, 1)[1]
if old then
  local ofLife, number = parts(old)
  redis.call('XTRIM', log, 'MINID', '=', string.format('%.0f-%.0f', ofLife, number + 1))
  redis.call('ZREMRANGEBYSCORE', marks, '-inf', now - age)
end
return {'live', held[1], last}
