-- Appends a change of a subscription, and adds it to what is known of its subscriber. ARGV after those of an append: owner, field,
-- revision, what it selects, and how it is written that nothing is selected.
local id = append()
if not id then
  return false
end
local owner, field, revision, selected, nothing = ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11]
local subscriber = owner .. '\n' .. field
local held = redis.call('HGET', key('subscriber', subscriber), 'revision')
if not held then
  if string.sub(owner, 1, 2) == 'a:' then
    return id
  end
  create(owner, field, nothing, '0', isForgotten(owner, field) and id or '')
  held = '0'
end
-- As text: a number of Lua's is exact to 53 bits only.
if #revision > #held or (#revision == #held and revision > held) then
  local changes = key('changes', subscriber)
  redis.call('HSET', key('subscriber', subscriber), 'revision', revision)
  if redis.call('RPUSH', changes, id .. '\n' .. selected) > mostChanges then
    local since, first = string.match(redis.call('LPOP', changes), '^([^\n]*)\n(.*)$')
    redis.call('HSET', key('subscriber', subscriber), 'first', first, 'since', since)
  end
end
local place = placeOf(owner, field)
if not place or not isAlive(place.node) then
  disconnect(owner, field)
end
return id
