package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What {@code --help} and {@code --version} say. */
class CommandLineFlagsTest {
    private final CommandLineFlags flags = new CommandLineFlags("Freshet hub 1.2.3");

    private String help() {
        StringWriter text = new StringWriter();
        flags.printHelp(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void helpHasEverySettingInItsGroupWithItsDefault() {
        String help = help();
        for (Setting setting : Setting.values()) {
            assertThat(help).contains(" " + setting.flag());
        }
        assertThat(help)
                .containsSubsequence("Listening", "Who may publish and subscribe", "Streams", "Limits", "Running")
                .contains("Default: 3000", "Default: 15s", "Default: 64MB");
    }

    @Test
    void helpFitsIntoATerminal() {
        assertThat(help().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void helpSaysHowToBegin() {
        assertThat(help()).contains("--dev").contains("openssl rand -base64 48").contains("FRESHET_TLS_KEY");
    }

    @Test
    void helpHasNoKey() {
        assertThat(help()).doesNotContain("ChangeThis");
    }

    @Test
    void versionIsALine() {
        StringWriter text = new StringWriter();
        flags.printVersion(new PrintWriter(text));
        assertThat(text).hasToString("Freshet hub 1.2.3" + System.lineSeparator());
    }

    @Test
    void helpAndVersionAreAskedForByTheirFlags() {
        assertThat(flags.parse("--help").help()).isTrue();
        assertThat(flags.parse("-h").help()).isTrue();
        assertThat(flags.parse("--version").version()).isTrue();
        assertThat(flags.parse("-V", "--port=1").version()).isTrue();
        assertThat(flags.parse("--port=1").help()).isFalse();
    }
}
