-- What the steps on places have in common. All keys stand in one slot. The last seven arguments of each step say how the hub counts.
--
-- leases         sorted set: the nodes, by when their lease is over
-- ticket         the last ticket that was drawn
-- retired:N      whether a node goes by another name; for two leases
-- node:N         set: who has a place on a node, each owner\nstream\nid
-- places:O       hash: of an owner, stream\nid to the place
-- held:O         hash: of an owner, stream\nid to the place that is held for it; for a moment
-- wanted:O       whether somebody has looked for a place of the owner's in vain; for a moment
-- subscriber:S   hash: what a subscriber selected at first and since when, and its newest revision; for the grace period
-- changes:S      list: what it selected from which position on; for the grace period
-- disconnected:O sorted set: of an owner, stream\nid by when the connection was lost; for the grace period
-- forgotten:O    sorted set: of an owner, stream\nid of those who selected something of their own, by when it was lost; for a day
--
-- Owners are u:name, or a:name for those known by address only; no name has a control character.
local terms = #ARGV - 6
local prefix = ARGV[terms]
local grace, hold, mostDisconnected = tonumber(ARGV[terms + 1]), tonumber(ARGV[terms + 2]), tonumber(ARGV[terms + 3])
local haste, proof, lease = tonumber(ARGV[terms + 4]), tonumber(ARGV[terms + 5]), tonumber(ARGV[terms + 6])
local rememberFor, mostForgotten, mostHeld, mostChanges = 86400000, 1000, 100, 64

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function number(value)
  return string.format('%.0f', value)
end

local function key(what, whose)
  return prefix .. what .. ':' .. whose
end

-- A ticket: a time, so that those which are drawn after all was lost are newer than those before.
local function draw()
  local ticket = math.max(tonumber(redis.call('GET', prefix .. 'ticket') or 0) + 1, time[1] * 1000000 + time[2])
  redis.call('SET', prefix .. 'ticket', number(ticket))
  return ticket
end

local function isAlive(node)
  local over = redis.call('ZSCORE', prefix .. 'leases', node)
  return over and tonumber(over) > now
end

local function placeOf(owner, field)
  local place = redis.call('HGET', key('places', owner), field)
  return place and cjson.decode(place)
end

-- Who is forgotten with something that a newcomer of its name would not select. Beyond the bound everybody new counts as forgotten.
local function remember(owner, field)
  local forgotten = key('forgotten', owner)
  redis.call('ZADD', forgotten, now, field)
  redis.call('ZREMRANGEBYSCORE', forgotten, '-inf', now - rememberFor)
  if redis.call('ZCARD', forgotten) > mostForgotten then
    redis.call('ZREMRANGEBYRANK', forgotten, 0, 0)
    redis.call('ZADD', forgotten, now, '*')
  end
  redis.call('PEXPIRE', forgotten, rememberFor)
end

local function isForgotten(owner, field)
  local forgotten = key('forgotten', owner)
  return redis.call('ZSCORE', forgotten, field) or redis.call('ZSCORE', forgotten, '*')
end

local function rememberIfChanged(owner, field)
  local known = redis.call('HMGET', key('subscriber', owner .. '\n' .. field), 'revision', 'since')
  if known[1] and (known[1] ~= '0' or known[2] ~= '') then
    remember(owner, field)
  end
end

local function forgetHistory(owner, field)
  rememberIfChanged(owner, field)
  local subscriber = owner .. '\n' .. field
  redis.call('DEL', key('subscriber', subscriber), key('changes', subscriber))
  redis.call('ZREM', key('disconnected', owner), field)
end

-- It has no connection: it is known for the grace period, if not too many are.
local function disconnect(owner, field)
  local subscriber = owner .. '\n' .. field
  if redis.call('PEXPIRE', key('subscriber', subscriber), grace) == 0 then
    return
  end
  redis.call('PEXPIRE', key('changes', subscriber), grace)
  rememberIfChanged(owner, field)
  local disconnected = key('disconnected', owner)
  redis.call('ZADD', disconnected, now, field)
  redis.call('ZREMRANGEBYSCORE', disconnected, '-inf', now - grace)
  redis.call('PEXPIRE', disconnected, grace)
  if redis.call('ZCARD', disconnected) > mostDisconnected then
    forgetHistory(owner, redis.call('ZRANGE', disconnected, 0, 0)[1])
  end
end

local function tellVacated(owner)
  if redis.call('EXISTS', key('wanted', owner)) == 1 then
    redis.call('PUBLISH', prefix .. 'all', 'vacated\n' .. owner)
  end
end

local function holdPlace(owner, field, place)
  local held = key('held', owner)
  redis.call('HSET', held, field, cjson.encode({untilFree = now + hold, stream = place.stream, since = place.since}))
  redis.call('PEXPIRE', held, hold)
  if redis.call('HLEN', held) > mostHeld then
    local all = redis.call('HGETALL', held)
    for i = 1, #all, 2 do
      if cjson.decode(all[i + 1]).untilFree <= now then
        redis.call('HDEL', held, all[i])
      end
    end
  end
end

-- The place has no connection any more. How: HELD, FREE or FORGOTTEN.
local function leave(owner, field, place, how)
  redis.call('HDEL', key('places', owner), field)
  redis.call('SREM', key('node', place.node), owner .. '\n' .. field)
  if how == 'FORGOTTEN' or not place.named then
    forgetHistory(owner, field)
  else
    if how == 'HELD' then
      holdPlace(owner, field, place)
    end
    disconnect(owner, field)
  end
  tellVacated(owner)
end

-- Frees some of the places of a node whose lease is over; whether there may be more.
local function clean(node)
  for _, subscriber in ipairs(redis.call('SPOP', key('node', node), 100)) do
    local owner, field = string.match(subscriber, '^([^\n]*)\n(.*)$')
    local place = placeOf(owner, field)
    if place and place.node == node then
      leave(owner, field, place, 'FREE')
    end
  end
  return redis.call('EXISTS', key('node', node)) == 1
end

local function create(owner, field, first, revision, since)
  redis.call('HSET', key('subscriber', owner .. '\n' .. field), 'first', first, 'revision', revision, 'since', since)
  redis.call('ZREM', key('forgotten', owner), field)
end

-- What is known of a subscriber: first, since, and its changes; nothing if it is not.
local function history(owner, field)
  local subscriber = owner .. '\n' .. field
  local known = redis.call('HMGET', key('subscriber', subscriber), 'first', 'since')
  if not known[1] then
    return {}
  end
  local all = redis.call('LRANGE', key('changes', subscriber), 0, -1)
  table.insert(all, 1, known[2])
  table.insert(all, 1, known[1])
  return all
end
