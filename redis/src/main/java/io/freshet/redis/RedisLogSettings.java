package io.freshet.redis;

import io.freshet.LogEntryCodec;
import io.freshet.MemoryEventLog;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link RedisEventLogBuilder} has gathered. */
record RedisLogSettings(
        List<RedisURI> uris,
        @Nullable SslOptions ssl,
        String name,
        MemoryEventLog.Bounds bounds,
        Duration timeout,
        Duration connectTimeout,
        Duration commandTimeout,
        int replicas,
        LogEntryCodec codec) {
    /** Up to here the log is trimmed to the entry; Redis trims a longer one in whole nodes of 100 entries, which costs it less. */
    private static final int TRIMMED_EXACTLY = 1000;

    /** All keys of a log stand in one slot of a cluster. */
    String key(String what) {
        return "freshet:{" + name + "}:" + what;
    }

    String[] keys(String... what) {
        String[] keys = new String[what.length];
        for (int i = 0; i < what.length; i++) {
            keys[i] = key(what[i]);
        }
        return keys;
    }

    /** How Redis is told to trim to the bound. */
    String exactness() {
        return bounds.count() <= TRIMMED_EXACTLY ? "=" : "~";
    }

    /** Where Redis is, for messages: without passwords. */
    String where() {
        return String.join(", ", uris.stream().map(RedisURI::toString).toList());
    }
}
