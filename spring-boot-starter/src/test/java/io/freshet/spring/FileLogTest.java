package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.Hub;
import io.freshet.MemoryEventLog;
import io.freshet.file.FileEventLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;

/** A log in a file, by properties alone. */
class FileLogTest {
    @TempDir
    private Path folder;

    private WebApplicationContextRunner web() {
        return new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(WebMvcAutoConfiguration.class, FreshetAutoConfiguration.class))
                .withPropertyValues("freshet.log.path=" + folder.resolve("log"));
    }

    @Test
    void positionsGoOnOverARestart() {
        List<EventId> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            web().withPropertyValues("freshet.log.fsync=never", "freshet.log.events=10")
                    .run(context -> {
                        Hub hub = context.getBean(Hub.class);
                        ids.add(hub.publish("a", Event.message("x"))
                                .toCompletableFuture()
                                .join());
                    });
        }
        assertThat(ids.get(1).sameEpoch(ids.get(0))).isTrue();
        assertThat(ids.get(1).isAfter(ids.get(0))).isTrue();
    }

    @Test
    void withoutAPathTheLogIsInMemory() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(WebMvcAutoConfiguration.class, FreshetAutoConfiguration.class))
                .run(context -> assertThat(context).hasSingleBean(Hub.class).doesNotHaveBean(EventLog.class));
    }

    @Test
    void aLogOfTheApplicationsOwnComesFirst() {
        web().withBean(EventLog.class, MemoryEventLog::new)
                .run(context -> assertThat(context).doesNotHaveBean(FileEventLog.class));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theArtifactThatIsMissingIsNamed() {
        web().withClassLoader(new FilteredClassLoader(FileEventLog.class)).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("freshet.log.path")
                .hasMessageContaining("io.freshet:freshet-file is missing"));
    }

    @Test
    void aFileThatCannotBeOpenedStopsTheStart() {
        web().withPropertyValues("freshet.log.path=" + folder.resolve("none/log"))
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("none"));
    }
}
