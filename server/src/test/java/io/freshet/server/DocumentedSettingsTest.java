package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/hub.md} has every setting, with the default that it has. */
class DocumentedSettingsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "hub.md");

    @ParameterizedTest
    @EnumSource
    void everySettingIsDescribedWithItsDefault(Setting setting) throws IOException {
        String standard = setting.standard(false);
        assertThat(Files.readAllLines(DOCUMENT))
                .filteredOn(line ->
                        line.startsWith("| `--") && line.split("\\|", -1)[1].contains("`" + setting.flag() + "`"))
                .hasSize(1)
                .allSatisfy(line -> {
                    if (standard != null) {
                        assertThat(line).contains("`" + standard + "`");
                    }
                });
    }
}
