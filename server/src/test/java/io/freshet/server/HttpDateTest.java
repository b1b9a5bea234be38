package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    @Test
    void isWrittenAsTheStandardHasIt() {
        Clock clock = Clock.fixed(Instant.parse("1994-11-06T08:49:37.999Z"), ZoneOffset.UTC);
        assertThat(new HttpDate(clock).now()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Test
    void everyAnswerHasIt() throws Exception {
        try (TestServer server = TestServer.start(new EchoEndpoint());
                RawSseClient client = RawSseClient.to(server.port(), "/").open()) {
            String date = client.head().header("Date");
            ZonedDateTime said = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
            assertThat(Duration.between(said.toInstant(), Instant.now()).abs()).isLessThan(Waiting.SOON);
        }
    }
}
