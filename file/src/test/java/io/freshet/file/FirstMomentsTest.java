package io.freshet.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstMomentsTest {
    private static final int LOGS = 20;

    @TempDir
    private Path folder;

    /** A process may be killed at any moment, and who comes next must not find a file that it takes for somebody else's. */
    @Test
    void aLogThatIsBeingMadeIsAtNoMomentTakenForAnothersFile() throws Exception {
        for (int i = 0; i < LOGS; i++) {
            Path path = folder.resolve("log" + i);
            CompletableFuture<Void> made =
                    CompletableFuture.runAsync(() -> Logs.open(path).close());
            while (!made.isDone()) {
                assertThat(Header.of(path)).isNotInstanceOf(Header.Kind.Foreign.class);
            }
            made.join();
            assertThat(Header.of(path)).isInstanceOf(Header.Kind.Log.class);
        }
    }
}
