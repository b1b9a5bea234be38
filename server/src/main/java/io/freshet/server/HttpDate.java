package io.freshet.server;

import io.netty.handler.codec.DateFormatter;
import java.time.Clock;
import java.util.Date;

/** The time as answers say it (RFC 9110, 5.6.7 and 6.6.1), written once for all of a second. For one thread. */
final class HttpDate {
    private final Clock clock;
    private long second = Long.MIN_VALUE;
    private String text = "";

    HttpDate(Clock clock) {
        this.clock = clock;
    }

    String now() {
        long millis = clock.millis();
        if (millis / 1000 != second) {
            second = millis / 1000;
            text = DateFormatter.format(new Date(millis));
        }
        return text;
    }
}
