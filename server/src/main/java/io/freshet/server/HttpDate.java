package io.freshet.server;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time as answers say it (RFC 9110, 5.6.7 and 6.6.1), written once for all of a second. For one thread. */
final class HttpDate {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

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
            text = FORM.format(Instant.ofEpochMilli(millis));
        }
        return text;
    }
}
