package io.freshet.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a log of what can still be read of a damaged one, numbered anew, and puts it in its place. The damaged file is kept. */
final class Rebuilding {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuilding.class);

    private static final int BATCH = 1000;

    private final Path path;
    private final @Nullable HeadMark mark;
    private final Retention retention;

    Rebuilding(Path path, @Nullable HeadMark mark, Retention retention) {
        this.path = path;
        this.mark = mark;
        this.retention = retention;
    }

    /** Where the damaged file is then. */
    Path original() {
        return beside(path, "-damaged");
    }

    /** @return what was kept */
    Extent rebuild(LogFile.State state) throws SQLException, IOException {
        Path fresh = beside(path, "-new");
        for (String part : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(beside(fresh, part));
        }
        Extent kept;
        try (LogFile target = LogFile.create(fresh, state)) {
            kept = copy(target);
        }
        for (String part : List.of("-wal", "")) {
            Path damaged = beside(path, part);
            if (Files.exists(damaged)) {
                Files.move(damaged, beside(original(), part), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(beside(original(), part));
            }
        }
        Files.deleteIfExists(beside(path, "-shm"));
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        forceFolder();
        return kept;
    }

    private static Path beside(Path path, String part) {
        return path.resolveSibling(path.getFileName() + part);
    }

    private Extent copy(LogFile target) throws SQLException {
        LogFile damaged = openDamaged();
        if (damaged == null) {
            return Extent.NOTHING;
        }
        try (damaged) {
            Extent kept = Extent.NOTHING;
            long last = mark != null ? mark.head().sequence() : newest(damaged);
            long first = Math.max(
                    mark != null ? mark.first() : 1, last - retention.bounds().count() + 1);
            long end = 0;
            List<Row> batch = new ArrayList<>();
            for (long sequence = first; sequence <= last; sequence++) {
                Row row = readable(damaged, sequence);
                if (row != null) {
                    Row renumbered = new Row(kept.head() + batch.size() + 1, row.at(), end, row.entry());
                    end = renumbered.end();
                    batch.add(renumbered);
                }
                if (batch.size() == BATCH || sequence == last) {
                    kept = target.commit(batch, kept, retention);
                    batch.clear();
                }
            }
            return kept;
        }
    }

    private @Nullable LogFile openDamaged() {
        try {
            return LogFile.open(path, true);
        } catch (SQLException beyondRepair) {
            LOG.debug("Nothing of {} can be read", path, beyondRepair);
            return null;
        }
    }

    private static long newest(LogFile damaged) {
        try {
            return damaged.newest();
        } catch (SQLException unreadable) {
            LOG.debug("Nobody knows which record is the newest of {}", damaged.path, unreadable);
            return 0;
        }
    }

    private static @Nullable Row readable(LogFile damaged, long sequence) {
        try {
            return damaged.read(sequence);
        } catch (SQLException lost) {
            LOG.debug("Record {} cannot be read", sequence, lost);
            return null;
        }
    }

    /** That the file is there under its name is to be on the disk as well. Windows has no such thing. */
    private void forceFolder() throws IOException {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            try (FileChannel folder = FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }
}
