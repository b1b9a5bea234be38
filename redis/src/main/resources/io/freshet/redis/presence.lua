-- Who has a place. ARGV: owner and ''; or '' and where to go on, of all. Gives where to go on, 0 at the end, then in fours: owner,
-- field, name of the stream, node.
local found = {'0'}
local function add(owner, field)
  local place = placeOf(owner, field)
  if place and isAlive(place.node) then
    table.insert(found, owner)
    table.insert(found, field)
    table.insert(found, place.stream)
    table.insert(found, place.node)
  end
end
if ARGV[1] ~= '' then
  for _, field in ipairs(redis.call('HKEYS', key('places', ARGV[1]))) do
    add(ARGV[1], field)
  end
  return found
end
-- The nodes by their names, and in each its set by its cursor.
local node, cursor = string.match(ARGV[2], '^([^\n]*)\n(%d+)$')
local nodes = redis.call('ZRANGEBYSCORE', prefix .. 'leases', now, '+inf')
table.sort(nodes)
for _, other in ipairs(nodes) do
  if not node or other > node or (other == node and cursor ~= '0') then
    if other ~= node then
      cursor = '0'
    end
    local page = redis.call('SSCAN', key('node', other), cursor, 'COUNT', 1000)
    for _, subscriber in ipairs(page[2]) do
      local owner, field = string.match(subscriber, '^([^\n]*)\n(.*)$')
      add(owner, field)
    end
    found[1] = other .. '\n' .. page[1]
    return found
  end
end
return found
