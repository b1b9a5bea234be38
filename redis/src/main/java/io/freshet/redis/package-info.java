/** The log of many nodes, on Redis Streams: {@link io.freshet.redis.RedisEventLog}. */
@NullMarked
package io.freshet.redis;

import org.jspecify.annotations.NullMarked;
