package io.freshet.spring;

import io.freshet.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Says how a stream answers when its controller method throws. A bean of this type comes before the default, which takes the
 * status of Spring's own exceptions and of {@code @ResponseStatus}, and 500 for all else.
 */
@FunctionalInterface
public interface StreamFailureHandler {
    /** The answer to this failure, or null to leave it to the default. */
    @Nullable
    Refusal refusalFor(Exception failure);
}
