package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.MemoryEventLog;
import io.freshet.OverflowPolicy;
import io.freshet.file.Fsync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where settings come from, and what holds if they come from several places. */
class SettingsTest {
    @TempDir
    private Path folder;

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("freshet.properties"), List.of(lines));
    }

    @Test
    void whatNobodySetsHasADefault() {
        HubSettings settings = GivenSettings.withKey().settings();
        assertThat(settings.dev()).isFalse();
        assertThat(settings.port()).isEqualTo(3000);
        assertThat(settings.address()).isNull();
        assertThat(settings.tls()).isNull();
        assertThat(settings.clientPath()).isEqualTo("/freshet.js");
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.overflow()).isEqualTo(OverflowPolicy.DISCONNECT);
        assertThat(settings.history()).isEqualTo(MemoryEventLog.Bounds.DEFAULT);
        assertThat(settings.historyFile()).isNull();
        assertThat(settings.historyFsync()).isEqualTo(Fsync.ALWAYS);
        assertThat(settings.maxConnections()).isEqualTo(100_000);
        assertThat(settings.maxConnectionsPerAddress()).isZero();
        assertThat(settings.maxPublishSize()).isEqualTo(1 << 20);
        assertThat(settings.shutdown()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.metrics()).isEqualTo(new HubSettings.Metrics(false, null));
        assertThat(settings.logFormat()).isEqualTo(HubSettings.LogFormat.TEXT);
        assertThat(settings.logLevel()).isEqualTo(HubSettings.LogLevel.INFO);
        MercureSettings mercure = settings.mercure();
        assertThat(mercure.anonymous()).isFalse();
        assertThat(mercure.cookie()).isEqualTo("mercureAuthorization");
        assertThat(mercure.corsOrigins()).isEmpty();
        assertThat(mercure.publishOrigins()).isEmpty();
        assertThat(mercure.streamsPerSubject()).isZero();
        assertThat(mercure.streamsPerAddress()).isZero();
        assertThat(mercure.templatesPerSubscriber()).isEqualTo(32);
        assertThat(mercure.publishesPerSecond()).isZero();
        assertThat(mercure.subscriptions()).isFalse();
        assertThat(mercure.url()).isNull();
    }

    @Test
    void aFlagCountsBeforeAVariableAndAVariableBeforeTheFile() throws IOException {
        Path file = file("port=1001");
        GivenSettings given = GivenSettings.withKey();
        assertThat(given.settings().port()).isEqualTo(3000);
        given.flags("--config=" + file);
        assertThat(given.settings().port()).isEqualTo(1001);
        given.variable("PORT", "1002");
        assertThat(given.settings().port()).isEqualTo(1002);
        given.variable("FRESHET_PORT", "1003");
        assertThat(given.settings().port()).isEqualTo(1003);
        given.flags("--port=1004");
        assertThat(given.settings().port()).isEqualTo(1004);
    }

    @ParameterizedTest
    @EnumSource
    void everySettingIsAFlagAVariableAndAKeyOfTheFile(Setting setting) throws IOException {
        String text = setting.label() == null ? "true" : "some text";
        if (setting == Setting.CONFIG) {
            text = file("").toString();
        }
        assertThat(given(GivenSettings.without().flags(setting.flag() + "=" + text), setting))
                .isEqualTo(text);
        assertThat(given(GivenSettings.without().variable(setting.variable(), text), setting))
                .isEqualTo(text);
        if (setting != Setting.CONFIG) {
            Path file = file(setting.key() + " = " + text);
            assertThat(given(GivenSettings.without().flags("--config=" + file), setting))
                    .isEqualTo(text);
        }
    }

    private static String given(GivenSettings given, Setting setting) {
        return given.values().get(setting).text();
    }

    @Test
    void whatIsTrueOrFalseIsTrueAsAFlagAlone() {
        assertThat(GivenSettings.withKey("--anonymous").settings().mercure().anonymous())
                .isTrue();
        assertThat(GivenSettings.withKey("--anonymous=false")
                        .variable("FRESHET_ANONYMOUS", "true")
                        .settings()
                        .mercure()
                        .anonymous())
                .isFalse();
    }

    @Test
    void aVariableThatIsEmptyIsNone() {
        assertThat(GivenSettings.withKey()
                        .variable("FRESHET_PORT", " ")
                        .variable("PORT", "")
                        .settings()
                        .port())
                .isEqualTo(3000);
    }

    @Test
    void aVariableMayNameTheFile() throws IOException {
        Path file = file("# what the hub is told", "", "key: " + GivenSettings.KEY, "heartbeat = 7s");
        assertThat(GivenSettings.without()
                        .variable("FRESHET_CONFIG", file.toString())
                        .settings()
                        .heartbeat())
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void variablesThatNameNothingAreTold() {
        SettingValues values = GivenSettings.withKey()
                .variable("FRESHET_PROT", "1")
                .variable("FRESHET_PORT", "1")
                .variable("HOME", "/root")
                .values();
        assertThat(values.unknownVariables()).containsExactly("FRESHET_PROT");
    }

    @Test
    void everythingCanBeSaidOtherwise() {
        HubSettings settings = GivenSettings.withKey(
                        "--port=0",
                        "--address=127.0.0.1",
                        "--url=https://example.com/.well-known/mercure",
                        "--client-path=/assets/freshet.js",
                        "--cookie=token",
                        "--cors-origins=https://example.com, http://localhost:8080",
                        "--publish-origins=*",
                        "--heartbeat=500ms",
                        "--grace=2m",
                        "--overflow=latest",
                        "--history-events=10",
                        "--history-size=2GB",
                        "--history-age=7d",
                        "--history-file=" + folder.resolve("history"),
                        "--history-fsync=never",
                        "--subscriptions=true",
                        "--max-connections=5",
                        "--max-connections-per-address=4",
                        "--max-streams-per-subject=3",
                        "--max-streams-per-address=2",
                        "--max-templates-per-subscriber=off",
                        "--max-publish-size=64KB",
                        "--publish-rate=100/s",
                        "--shutdown=1s",
                        "--metrics=9090",
                        "--log-format=json",
                        "--log-level=debug")
                .settings();
        assertThat(settings.port()).isZero();
        assertThat(settings.address()).hasToString("/127.0.0.1");
        assertThat(settings.clientPath()).isEqualTo("/assets/freshet.js");
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.grace()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.overflow()).isEqualTo(OverflowPolicy.LATEST);
        assertThat(settings.history()).isEqualTo(new MemoryEventLog.Bounds(10, 2L << 30, Duration.ofDays(7)));
        assertThat(settings.historyFile()).isEqualTo(folder.resolve("history"));
        assertThat(settings.historyFsync()).isEqualTo(Fsync.NEVER);
        assertThat(settings.maxConnections()).isEqualTo(5);
        assertThat(settings.maxConnectionsPerAddress()).isEqualTo(4);
        assertThat(settings.maxPublishSize()).isEqualTo(65_536);
        assertThat(settings.shutdown()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.metrics()).isEqualTo(new HubSettings.Metrics(true, 9090));
        assertThat(settings.logFormat()).isEqualTo(HubSettings.LogFormat.JSON);
        assertThat(settings.logLevel()).isEqualTo(HubSettings.LogLevel.DEBUG);
        MercureSettings mercure = settings.mercure();
        assertThat(mercure.url()).hasToString("https://example.com/.well-known/mercure");
        assertThat(mercure.cookie()).isEqualTo("token");
        assertThat(mercure.corsOrigins()).isEqualTo(Set.of("https://example.com", "http://localhost:8080"));
        assertThat(mercure.publishOrigins()).containsExactly("*");
        assertThat(mercure.streamsPerSubject()).isEqualTo(3);
        assertThat(mercure.streamsPerAddress()).isEqualTo(2);
        assertThat(mercure.templatesPerSubscriber()).isZero();
        assertThat(mercure.publishesPerSecond()).isEqualTo(100);
        assertThat(mercure.subscriptions()).isTrue();
    }

    @Test
    void offIsWithoutALimitAndWithoutAClient() {
        HubSettings settings = GivenSettings.withKey(
                        "--metrics=off",
                        "--client-path=off",
                        "--max-connections-per-address=off",
                        "--max-streams-per-subject=off",
                        "--max-streams-per-address=off",
                        "--publish-rate=off")
                .settings();
        assertThat(settings.metrics().on()).isFalse();
        assertThat(settings.clientPath()).isNull();
        assertThat(settings.maxConnectionsPerAddress()).isZero();
        assertThat(settings.mercure().streamsPerSubject()).isZero();
        assertThat(settings.mercure().publishesPerSecond()).isZero();
    }

    @Test
    void devNeedsNoKeyAndIsOpenToEverybody() {
        HubSettings settings = GivenSettings.without().flags("--dev").settings();
        assertThat(settings.dev()).isTrue();
        assertThat(settings.mercure().anonymous()).isTrue();
        assertThat(settings.mercure().corsOrigins()).containsExactly("*");
        assertThat(settings.mercure().publishOrigins()).containsExactly("*");
        assertThat(settings.mercure().publishesPerSecond()).isZero();
        assertThat(settings.mercure().streamsPerAddress()).isZero();
        assertThat(settings.mercure().subscriptions()).isTrue();
        assertThat(settings.metrics()).isEqualTo(new HubSettings.Metrics(true, null));
    }

    @Test
    void whatIsSetCountsBeforeWhatDevHasInItsPlace() {
        HubSettings settings = GivenSettings.withKey("--anonymous=false", "--cors-origins=https://example.com")
                .variable("FRESHET_DEV", "true")
                .settings();
        assertThat(settings.dev()).isTrue();
        assertThat(settings.mercure().anonymous()).isFalse();
        assertThat(settings.mercure().corsOrigins()).containsExactly("https://example.com");
    }
}
