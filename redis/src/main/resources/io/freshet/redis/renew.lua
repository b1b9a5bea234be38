-- Gives a node its lease, and frees some of the places of one whose lease is over. ARGV: node, 1 if it has had none, 1 if it goes by
-- another name from here on. Gives, with the lease, the history of the data that it is in.
local leases = prefix .. 'leases'
if ARGV[2] ~= '1' and not isAlive(ARGV[1]) then
  return {'lapsed'}
end
redis.call('ZADD', leases, now + lease, ARGV[1])
if ARGV[3] == '1' then
  -- What it has claimed stays its own for another lease, until it has it under its new name. It claims nothing more.
  redis.call('SET', key('retired', ARGV[1]), '', 'PX', 2 * lease)
  return {'lapsed'}
end
-- From before the clock was set back.
for _, other in ipairs(redis.call('ZRANGEBYSCORE', leases, now + 10 * lease, '+inf')) do
  redis.call('ZADD', leases, now + lease, other)
end
local over = redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, 1)[1]
if over and not clean(over) then
  redis.call('ZREM', leases, over)
end
return {'given', string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')}
