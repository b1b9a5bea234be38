-- Appends an entry, if this is the life of the log that the node knows and holds all that the node has seen of it.
-- KEYS: the log, its life. ARGV: life, the last number that the node has seen, id of the append, entry, bound, = or ~.
if redis.call('HGET', KEYS[2], 'life') ~= ARGV[1] then
  return false
end
local id = redis.call('XADD', KEYS[1], 'NOMKSTREAM', 'MAXLEN', ARGV[6], ARGV[5], ARGV[1] .. '-*', 'a', ARGV[3], 'e', ARGV[4])
if not id then
  return false
end
if tonumber(string.match(id, '%-(%d+)$')) <= tonumber(ARGV[2]) then
  redis.call('XDEL', KEYS[1], id)
  return false
end
return id
