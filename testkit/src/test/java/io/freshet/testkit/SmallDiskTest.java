package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskTest {
    @TempDir
    private Path folder;

    private Path mounts(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    private static boolean isMounted(Path where) throws IOException {
        return Files.readString(Path.of("/proc/mounts")).contains(" " + where + " ");
    }

    @Test
    void whatAProcessThatIsGoneHasLeftMountedGoesWithTheNextOne() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path left = mounts("left");
        RootCommand.run("mount", "-t", "tmpfs", "freshet-" + gone.pid(), left.toString());
        Path first = mounts("first");
        Path second = mounts("second");
        try (SmallDisk ours = new SmallDisk(first, 1)) {
            ours.fill();
            assertThat(isMounted(left)).isFalse();
            try (SmallDisk another = new SmallDisk(second, 1)) {
                another.fill();
                assertThat(isMounted(first)).isTrue();
            }
        }
        assertThat(isMounted(first)).isFalse();
        assertThat(isMounted(second)).isFalse();
    }

    @Test
    void itIsTakenDownAlsoWhileAFileOnItIsOpen() throws Exception {
        Path where = mounts("busy");
        SmallDisk disk = new SmallDisk(where, 1);
        disk.fill();
        try (var open = Files.newInputStream(where.resolve("filling"))) {
            disk.close();
            assertThat(open.read()).isZero();
            assertThat(isMounted(where)).isFalse();
        }
    }
}
