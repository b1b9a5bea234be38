package io.freshet.spring;

import io.freshet.ConnectRequest;
import io.freshet.Refusal;
import org.jspecify.annotations.Nullable;

/** What a controller method returns to answer with an event stream. Made by {@link StreamRequest}. */
public final class EventStream {
    /** Null if it is refused. */
    private final @Nullable ConnectRequest request;
    /** Null if it is not refused. */
    private final @Nullable Refusal refusal;

    private EventStream(@Nullable ConnectRequest request, @Nullable Refusal refusal) {
        this.request = request;
        this.refusal = refusal;
    }

    static EventStream of(ConnectRequest request) {
        return new EventStream(request, null);
    }

    static EventStream of(Refusal refusal) {
        return new EventStream(null, refusal);
    }

    /** What the controller method has allowed, or null if it has refused. */
    @Nullable
    ConnectRequest request() {
        return request;
    }

    /** What the controller method has refused with, or null if it has not. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }
}
