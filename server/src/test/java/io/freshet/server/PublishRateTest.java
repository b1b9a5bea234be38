package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Owner;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How many events each publisher may publish in a second. */
class PublishRateTest {
    private long nanos = -5;
    private final PublishRate rate = new PublishRate(10, () -> nanos);

    private static Token of(@Nullable String owner, @Nullable Object payload) {
        return new Token(owner == null ? null : Owner.of(owner), Set.of(), Set.of(), payload, null);
    }

    private int allowed(Token token, int attempts) {
        int allowed = 0;
        for (int i = 0; i < attempts; i++) {
            allowed += rate.allows(token) ? 1 : 0;
        }
        return allowed;
    }

    private void advance(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void thoseOfAQuietSecondMayComeAtOnce() {
        assertThat(allowed(of("kim", null), 50)).isEqualTo(10);
        advance(Duration.ofMillis(99));
        assertThat(allowed(of("kim", null), 50)).isZero();
        advance(Duration.ofMillis(1));
        assertThat(allowed(of("kim", null), 50)).isEqualTo(1);
        advance(Duration.ofMillis(500));
        assertThat(allowed(of("kim", null), 50)).isEqualTo(5);
        advance(Duration.ofDays(1));
        assertThat(allowed(of("kim", null), 50)).isEqualTo(10);
    }

    @Test
    void eachSubjectCountsByItselfWhicheverItsToken() {
        assertThat(allowed(of("kim", "one token"), 6)).isEqualTo(6);
        assertThat(allowed(of("kim", "another"), 6)).isEqualTo(4);
        assertThat(allowed(of("lee", null), 6)).isEqualTo(6);
    }

    @Test
    void tokensWithoutASubjectCountByWhatTheySay() {
        assertThat(allowed(of(null, "one"), 50)).isEqualTo(10);
        assertThat(allowed(of(null, "one"), 50)).isZero();
        assertThat(allowed(of(null, "two"), 50)).isEqualTo(10);
    }

    @Test
    void whoIsQuietIsForgotten() {
        for (int i = 0; i < 1000; i++) {
            rate.allows(of("publisher " + i, null));
        }
        assertThat(rate.size()).isEqualTo(1000);
        advance(Duration.ofSeconds(2));
        rate.allows(of("kim", null));
        assertThat(rate.size()).isEqualTo(1);
    }

    @Test
    void withoutALimitNobodyIsCounted() {
        PublishRate none = new PublishRate(0, () -> nanos);
        assertThat(none.allows(of("kim", null))).isTrue();
        assertThat(none.size()).isZero();
    }

    @Test
    void whoIsTooFastIsToldToTryAgain() {
        try (MercureServer server = new MercureServer(it -> it.publishesPerSecond(1))) {
            String lee = TestTokens.publishing("*").subject("lee").signed();
            assertThat(server.publish(MercureServer.PUBLISHER, "topic", "a").statusCode())
                    .isEqualTo(200);
            HttpResponse<String> answer;
            do {
                answer = server.publish(MercureServer.PUBLISHER, "topic", "a");
            } while (answer.statusCode() == 200);
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.body()).contains("at most 1 events a second");
            assertThat(server.publish(lee, "topic", "a").statusCode()).isEqualTo(200);
        }
    }
}
