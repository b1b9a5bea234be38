package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes no sense is refused, and whoever set it is told where and what would make sense. */
class WrongSettingsTest {
    @TempDir
    private Path folder;

    private String file(String... lines) throws IOException {
        return Files.write(folder.resolve("freshet.properties"), List.of(lines)).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the flag | its value | what would be allowed
                "port | 70000 | a port, 0 to 65535",
                "port | -1 | a port, 0 to 65535",
                "port | http | a port, 0 to 65535",
                "port | '' | a port, 0 to 65535",
                "port | 99999999999 | a port, 0 to 65535",
                "address | no.such.host.invalid | an address of this machine",
                "url | example.com | a URL that begins with https:// or http://",
                "url | 'https://exa mple' | a URL that begins with https:// or http://",
                "url | ftp://example.com | a URL that begins with https:// or http://",
                "client-path | freshet.js | a path such as /freshet.js, or off",
                "client-path | /.well-known/mercure | a path such as /freshet.js, or off",
                "anonymous | yes | true or false",
                "cookie | 'a b' | a name of letters, digits and",
                "cors-origins | example.com | such as https://example.com",
                "cors-origins | https://example.com/path | such as https://example.com",
                "publish-origins | 'https://a.example,' | such as https://example.com",
                "heartbeat | 15 | a time such as 500ms, 10s, 5m, 1h or 7d",
                "heartbeat | 0s | a time such as",
                "heartbeat | -5s | a time such as",
                "heartbeat | 5 weeks | a time such as",
                "grace | 400d | a year at most",
                "overflow | block | disconnect, latest, drop",
                "history-events | 0 | a number, 1 or more",
                "history-events | many | a number, 1 or more",
                "history-events | 3000000000 | a number, 1 or more",
                "history-size | 64 megabytes | a size such as 64KB, 1MB or 2GB",
                "history-size | 0MB | a size such as",
                "history-size | 999999999999GB | a size such as",
                "history-age | forever | a time such as",
                "history-file | /no/such/folder/log | the path of a file, in a folder that is there",
                "history-file | / | the path of a file, in a folder that is there",
                "history-fsync | sometimes | always, never",
                "subscriptions | 1 | true or false",
                "max-connections | off | a number, 1 or more",
                "max-connections-per-address | 0 | a number, 1 or more, or off",
                "max-streams-per-subject | none | a number, 1 or more, or off",
                "max-streams-per-address | -2 | a number, 1 or more, or off",
                "max-publish-size | 3GB | less than 2GB",
                "publish-rate | 100 | a rate such as 100/s, or off",
                "publish-rate | 0/s | a rate such as 100/s, or off",
                "publish-rate | 100/min | a rate such as 100/s, or off",
                "shutdown | never | a time such as",
                "metrics | maybe | on, off, or a port, 0 to 65535",
                "metrics | 70000 | on, off, or a port, 0 to 65535",
                "log-format | xml | text, json",
                "log-level | verbose | error, warn, info, debug, trace",
                "dev | 1 | true or false",
            })
    void aValueThatMakesNoSense(String setting, String value, String allowed) throws IOException {
        String given = value.equals("''") ? "" : value;
        assertThat(GivenSettings.withKey("--" + setting + "=" + given).refusal())
                .contains(given)
                .contains(allowed);
        if (!given.isEmpty()) {
            String variable = "FRESHET_" + setting.replace('-', '_').toUpperCase(Locale.ROOT);
            assertThat(GivenSettings.withKey().variable(variable, given).refusal())
                    .contains(given)
                    .contains(allowed);
        }
        assertThat(GivenSettings.withKey("--config=" + file(setting + "=" + given))
                        .refusal())
                .contains(given)
                .contains(allowed);
    }

    @Test
    void itIsToldWhereTheValueStands() throws IOException {
        assertThat(GivenSettings.withKey("--port=x").refusal())
                .isEqualTo("--port is 'x', which is not allowed: a port, 0 to 65535");
        assertThat(GivenSettings.withKey().variable("FRESHET_PORT", "x").refusal())
                .startsWith("FRESHET_PORT is 'x'");
        assertThat(GivenSettings.withKey().variable("PORT", "x").refusal()).startsWith("PORT is 'x'");
        String file = file("port=x");
        assertThat(GivenSettings.withKey("--config=" + file).refusal()).startsWith("port in " + file + " is 'x'");
    }

    @Test
    void aKeyOfTheFileThatIsNone() throws IOException {
        String file = file("port=3000", "prot=3001");
        assertThat(GivenSettings.withKey("--config=" + file).refusal())
                .startsWith("'prot' in " + file + " is no setting; allowed are port, address, tls-certificate,")
                .doesNotContain("config,");
    }

    @Test
    void aFileThatNamesAnotherFile() throws IOException {
        assertThat(GivenSettings.withKey("--config=" + file("config=other.properties"))
                        .refusal())
                .contains("'config' in ");
    }

    @Test
    void aFileThatIsNotThere() {
        assertThat(GivenSettings.withKey("--config=/no/such/file").refusal())
                .isEqualTo("--config is '/no/such/file', which is not allowed: a file that is there and may be read");
        assertThat(GivenSettings.withKey("--config=" + folder).refusal()).contains("a file that is there");
    }

    @Test
    void aFileThatIsNoPropertiesFile() throws IOException {
        assertThat(GivenSettings.withKey("--config=" + file("port=\\u12")).refusal())
                .contains("freshet.properties cannot be read as a properties file");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});
        assertThat(GivenSettings.withKey("--config=" + binary).refusal()).contains("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot=3000", "-p", "start", "--port 3000"})
    void anArgumentThatIsNoFlag(String argument) {
        assertThat(GivenSettings.withKey(argument).refusal()).contains("--help");
    }

    @Test
    void aFlagWithoutItsValue() {
        assertThat(GivenSettings.withKey("--port").refusal()).contains("--port").contains("PORT");
    }

    @Test
    void aFlagThatIsThereTwice() {
        assertThat(GivenSettings.withKey("--port=1", "--port=2").refusal())
                .isEqualTo("--port is there 2 times, which is not allowed: once");
    }

    @Test
    void aCertificateWithoutItsKey() throws IOException {
        String certificate = Files.writeString(folder.resolve("cert.pem"), "").toString();
        assertThat(GivenSettings.withKey("--tls-certificate=" + certificate).refusal())
                .startsWith("--tls-key is missing");
        assertThat(GivenSettings.withKey("--tls-key=" + certificate).refusal())
                .startsWith("--tls-certificate is missing");
        assertThat(GivenSettings.withKey("--tls-certificate=" + certificate, "--tls-key=/no/such/file")
                        .refusal())
                .startsWith("--tls-key is '/no/such/file'");
    }
}
