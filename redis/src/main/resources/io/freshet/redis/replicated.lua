-- Writes, since WAIT counts from its connection's last write. KEYS: what holds nothing.
redis.call('SET', KEYS[1], '')
