-- Gives a connection its subscriber's place, or a free one.
-- ARGV: node, owner, field, name of the stream, whether named, connection, ticket, limit, whether it has stood, head of the log,
--   what it selects, its revision.
local node, owner, field, stream, named, connection = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5] == '1', ARGV[6]
local ticket, limit, stood = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9] == '1'
local head, selected, revision = ARGV[10], ARGV[11], ARGV[12]
local subscriber = owner .. '\n' .. field

if not isAlive(node) or redis.call('EXISTS', key('retired', node)) == 1 then
  return {'lapsed'}
end
if ticket == 0 then
  ticket = draw()
end

-- What is known of it, which it is from here on, without end.
local function known()
  if redis.call('EXISTS', key('subscriber', subscriber)) == 0 then
    local changed = isForgotten(owner, field) or revision ~= '0'
    create(owner, field, selected, revision, changed and head or '')
  end
  redis.call('PERSIST', key('subscriber', subscriber))
  redis.call('PERSIST', key('changes', subscriber))
  redis.call('ZREM', key('disconnected', owner), field)
  redis.call('ZREM', key('forgotten', owner), field)
  return history(owner, field)
end

local function answer(word, detail)
  local all = known()
  table.insert(all, 1, number(detail))
  table.insert(all, 1, number(ticket))
  table.insert(all, 1, word)
  return all
end

local place = placeOf(owner, field)
local before = place and place.node
if place and not isAlive(place.node) then
  place = nil
end
local own = place and place.connection == connection

if place and not own and tonumber(place.ticket) > ticket then
  if not place.inDoubt then
    return {'superseded'}
  end
  return answer('rival', math.max(proof / 4, place.since + proof - now))
end

local held = redis.call('HGET', key('held', owner), field)
held = held and cjson.decode(held)
if held and (held.untilFree <= now or held.stream ~= stream) then
  held = nil
end

if not place and not held and limit > 0 then
  local count, youngest, untilFree = 0, nil, nil
  local places = redis.call('HVALS', key('places', owner))
  for _, other in ipairs(places) do
    other = cjson.decode(other)
    if other.stream == stream and isAlive(other.node) then
      count = count + 1
      if not other.named then
        youngest = math.min(youngest or now - other.since, now - other.since)
      end
    end
  end
  for _, other in ipairs(redis.call('HVALS', key('held', owner))) do
    other = cjson.decode(other)
    if other.stream == stream and other.untilFree > now then
      count = count + 1
      untilFree = math.min(untilFree or other.untilFree - now, other.untilFree - now)
    end
  end
  if count >= limit then
    redis.call('SET', key('wanted', owner), '', 'PX', 10000)
    redis.call('PUBLISH', prefix .. 'all', 'wanted\n' .. owner .. '\n' .. stream)
    return {'full', number(ticket), youngest and number(youngest) or '', untilFree and number(untilFree) or ''}
  end
end

local inDoubt, since = false, now
if own then
  inDoubt, since = place.inDoubt, place.since
elseif place then
  inDoubt = now - place.since < haste
elseif held then
  inDoubt = now - held.since < haste
end
inDoubt = inDoubt and not stood

if before and before ~= node then
  redis.call('SREM', key('node', before), subscriber)
  if place and not own then
    redis.call('PUBLISH', prefix .. 'at:' .. before, 'contested\n' .. subscriber)
  end
end
redis.call('HDEL', key('held', owner), field)
redis.call('SADD', key('node', node), subscriber)
redis.call('HSET', key('places', owner), field, cjson.encode({
  node = node, connection = connection, ticket = number(ticket), stream = stream, named = named, since = since,
  inDoubt = inDoubt
}))
return answer('admitted', inDoubt and 1 or 0)
