package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** How many streams the hub takes on a server, and what the application is told of it. */
class StreamLimitTest {
    private static final int BY_DEFAULT = 100_000;
    private static final long MANY = 1_000_000;

    private final MockEnvironment settings = new MockEnvironment();

    private StreamLimit limit(int configured, long descriptors) {
        if (configured != BY_DEFAULT) {
            settings.setProperty("freshet.max-connections", Integer.toString(configured));
        }
        return new StreamLimit(settings, configured, descriptors);
    }

    @Test
    void whatIsConfiguredHoldsWhereThereIsRoom() {
        StreamLimit limit = limit(BY_DEFAULT, MANY);
        limit.server(limit::connections);
        assertThat(limit.streams()).isEqualTo(BY_DEFAULT);
        assertThat(limit.warning()).isNull();
    }

    @Test
    void aServerThatAcceptsFewerKeepsSomeForOthers() {
        StreamLimit limit = limit(BY_DEFAULT, MANY);
        limit.server(() -> 8192);
        assertThat(limit.streams()).isEqualTo(7680);
        assertThat(limit.warning()).as("nobody has asked for 100,000").isNull();
    }

    @Test
    void twoSettingsThatContradictEachOtherAreNamed() {
        StreamLimit limit = limit(10_000, MANY);
        limit.server(() -> 8192);
        assertThat(limit.streams()).isEqualTo(7680);
        assertThat(limit.warning())
                .contains(
                        "freshet.max-connections is 10000",
                        "accepts 8192 connections",
                        "more than 7680 streams are refused with 503",
                        "at most 7680",
                        "server.tomcat.max-connections",
                        "at least 10667");
    }

    @Test
    void noMoreStreamsThanDescriptorsAllow() {
        StreamLimit limit = limit(BY_DEFAULT, 1024);
        assertThat(limit.connections()).isEqualTo(768);
        limit.server(() -> 200_000);
        assertThat(limit.streams()).isEqualTo(720);
        assertThat(limit.warning()).isNull();
    }

    @Test
    void aLimitThatDescriptorsDoNotAllowIsNamed() {
        StreamLimit limit = limit(10_000, 1024);
        limit.server(limit::connections);
        assertThat(limit.streams()).isEqualTo(720);
        assertThat(limit.warning())
                .contains("freshet.max-connections is 10000", "1024 descriptors", "at most 720", "ulimit -n")
                .doesNotContain("server.tomcat");
    }

    @Test
    void withHttp2ALimitThatWasSetHolds() {
        settings.setProperty("server.http2.enabled", "true");
        StreamLimit limit = limit(10_000, 1024);
        limit.server(() -> 500);
        assertThat(limit.streams()).isEqualTo(10_000);
        assertThat(limit.warning()).isNull();
    }

    @Test
    void withHttp2TheDefaultStillLeavesRoomForOthers() {
        settings.setProperty("server.http2.enabled", "true");
        StreamLimit limit = limit(BY_DEFAULT, MANY);
        limit.server(() -> 500);
        assertThat(limit.streams()).isEqualTo(469);
    }

    @Test
    void aHubThatWasMadeTooEarlyIsToldOf() {
        StreamLimit limit = limit(BY_DEFAULT, MANY);
        assertThat(limit.streams()).isEqualTo(BY_DEFAULT);
        limit.server(() -> 500);
        assertThat(limit.warning())
                .contains("takes 100000 streams", "accepts 500 connections", "no answer at all", "at most 469");
    }

    @Test
    void aHubOfTheApplicationsOwnHasALimitOfItsOwn() {
        StreamLimit limit = limit(10_000, MANY);
        limit.server(() -> 500);
        assertThat(limit.warning()).isNull();
    }

    @Test
    void thisSystemTellsHowManyDescriptorsThereAre() {
        assertThat(FileDescriptors.limit()).isBetween(256L, Long.MAX_VALUE);
    }
}
