package io.freshet.spring;

import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.servlet.ServletTransports;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Refusals by HTTP status, and the form of the answer. */
final class StreamRefusals {
    private StreamRefusals() {}

    /** In the form that the reader of this answer understands: a stream's reader an event stream. */
    static void answer(Refusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (StreamEndpoints.isChange(request)) {
            ProblemAnswer.refuse(refusal, response);
        } else {
            ServletTransports.refuse(refusal, response);
        }
    }

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
