package io.freshet.spring;

import io.freshet.Refusal;
import io.freshet.RefusalReason;

/** Refusals by HTTP status. */
final class StreamRefusals {
    private StreamRefusals() {}

    static Refusal of(int status, String message) {
        RefusalReason reason =
                switch (status) {
                    case 401 -> RefusalReason.UNAUTHENTICATED;
                    case 403 -> RefusalReason.FORBIDDEN;
                    case 429 -> RefusalReason.LIMIT;
                    case 503 -> RefusalReason.FULL;
                    default -> status < 500 ? RefusalReason.INVALID : RefusalReason.FAILED;
                };
        return Refusal.of(reason, message).withStatus(status, reason.toString());
    }
}
