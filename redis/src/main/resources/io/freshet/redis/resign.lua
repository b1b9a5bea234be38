-- Ends a node's lease, and frees some of its places; the others are freed by other nodes. ARGV: node.
redis.call('ZADD', prefix .. 'leases', 0, ARGV[1])
if not clean(ARGV[1]) then
  redis.call('ZREM', prefix .. 'leases', ARGV[1])
end
return {}
