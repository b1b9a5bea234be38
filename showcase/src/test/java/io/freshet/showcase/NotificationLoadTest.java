package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** Hundreds of streams on a database with ten connections, with Spring's defaults. */
class NotificationLoadTest extends ShowcaseTest {
    private static final int USERS = 100;
    private static final int TABS = 3;
    private static final int MEASURED = 60;

    private final String names = "user-" + UUID.randomUUID() + "-";

    @Autowired
    private HikariDataSource pool;

    @Value("${spring.jpa.open-in-view:#{null}}")
    private Boolean openInView;

    @Test
    void threeHundredStreamsLeaveTheSiteAsFastAsItWas() throws IOException {
        assertThat(openInView).as("Spring's default is untouched").isNull();
        assertThat(pool.getMaximumPoolSize()).isEqualTo(10);
        medianOfPosting();
        double without = medianOfPosting();

        List<RawSseClient> streams = new ArrayList<>();
        try {
            for (int i = 0; i < USERS * TABS; i++) {
                RawSseClient stream = caller(names + i % USERS).stream("/notifications/events?subscriber=tab" + i)
                        .open();
                streams.add(stream);
                stream.event("connect");
            }
            double with = medianOfPosting();
            assertThat(with).as("ms, where it was %s without streams", without).isLessThan(3 * without + 50);
            await().untilAsserted(() -> assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                    .isZero());

            for (int user = 0; user < USERS; user++) {
                long post = caller(names + user)
                        .create("/posts", Map.of("title", "A post"))
                        .get("id")
                        .longValue();
                caller("reader").create("/posts/" + post + "/comments", Map.of("text", "for " + user + "!"));
            }
            for (int i = 0; i < streams.size(); i++) {
                assertThat(streams.get(i).event("notification").data()).contains("for " + i % USERS + "!");
            }
        } finally {
            for (RawSseClient stream : streams) {
                stream.close();
            }
        }
    }

    /** In milliseconds. */
    private double medianOfPosting() {
        Caller caller = caller("poster");
        double[] times = IntStream.range(0, MEASURED)
                .mapToDouble(i -> {
                    long begin = System.nanoTime();
                    caller.create("/posts", Map.of("title", "Post " + i));
                    return (System.nanoTime() - begin) / 1e6;
                })
                .sorted()
                .toArray();
        return times[MEASURED / 2];
    }
}
