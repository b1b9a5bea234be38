package io.freshet.redis;

import org.jspecify.annotations.Nullable;

/** Redis could not do what the log wanted of it; the message says what, and whether an entry may be in the log all the same. */
public final class RedisLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
