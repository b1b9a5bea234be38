package io.freshet.file;

import io.freshet.EventId;
import io.freshet.LogEntryCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a log's file: finds out whose it is, reads all of it, and decides whether its positions are still those that were given
 * out. If anything may be missing, they are of a new epoch from here on.
 */
final class Opening {
    private static final int PAGE = 1000;

    private final Path path;
    private final Fsync fsync;
    private final Retention retention;
    private final LogEntryCodec codec;
    private final @Nullable HeadMark mark;

    /** @param mark what the log held when it was last written, or null if that is not known */
    Opening(Path path, Fsync fsync, Retention retention, LogEntryCodec codec, @Nullable HeadMark mark) {
        this.path = path;
        this.fsync = fsync;
        this.retention = retention;
        this.codec = codec;
        this.mark = mark;
    }

    /** @throws LogFileException if the file is no log, or one of another version */
    OpenedLog open() throws SQLException, IOException {
        Header.Kind kind = Header.of(path);
        if (kind instanceof Header.Kind.OtherVersion other) {
            throw new LogFileException("the log " + path + " is of version " + other.version()
                    + " and cannot be read: this is version " + LogFile.VERSION);
        }
        if (kind instanceof Header.Kind.Foreign foreign) {
            if (mark == null || !foreign.maybeDamaged()) {
                throw foreign.refusal(path);
            }
            return rebuild(foreign.what());
        }
        if (kind instanceof Header.Kind.None) {
            return create();
        }
        String wrong;
        LogFile file = null;
        try {
            file = LogFile.open(path, false);
            String found = file.check();
            if (found.equals("ok")) {
                return open(file);
            }
            wrong = found;
        } catch (SQLException failure) {
            if (!(failure instanceof DamagedRowException) && !Sqlite.isDamage(failure)) {
                closeAfter(failure, file);
                throw failure;
            }
            wrong = String.valueOf(failure.getMessage());
        } catch (RuntimeException failure) {
            closeAfter(failure, file);
            throw failure;
        }
        if (file != null) {
            file.close();
        }
        return rebuild(wrong);
    }

    private static void closeAfter(Exception failure, @Nullable LogFile file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    private OpenedLog create() throws SQLException, IOException {
        String epoch = EventId.origin().epoch();
        LogFile file = LogFile.create(path, opened(epoch));
        Damage damage = mark == null || mark.count() == 0
                ? null
                : new Damage("the log " + path + " was empty or gone", 0, mark.count(), null);
        return new OpenedLog(file, epoch, Extent.NOTHING, damage);
    }

    private LogFile.State opened(String epoch) {
        return new LogFile.State(epoch, MachineStart.name(), fsync.name(), false);
    }

    private OpenedLog open(LogFile file) throws SQLException {
        LogFile.State state = file.state();
        Extent extent = readAll(file);
        Damage damage = missing(state, extent);
        // Without a mark nobody can say that nothing is missing, not even of a log without records.
        String epoch = damage == null && mark != null
                ? state.epoch()
                : EventId.origin().epoch();
        file.state(opened(epoch));
        return new OpenedLog(file, epoch, extent, damage);
    }

    /** Reads every record, each of which follows the one before it. */
    private Extent readAll(LogFile file) throws SQLException {
        Extent extent = Extent.NOTHING;
        while (true) {
            List<Row> page = new ArrayList<>();
            file.read(extent.head(), Long.MAX_VALUE, PAGE, page::add);
            for (Row row : page) {
                if (!extent.isEmpty() && (row.sequence() != extent.head() + 1 || row.start() != extent.end())) {
                    throw new DamagedRowException(extent.head() + 1);
                }
                requireReadable(row);
                extent = extent.with(row);
            }
            if (page.size() < PAGE) {
                return extent.isEmpty() && mark != null ? afterAllWasTrimmed(mark) : extent;
            }
        }
    }

    /** The positions go on where they were even if no record is left. */
    private static Extent afterAllWasTrimmed(HeadMark mark) {
        long head = mark.count() == 0 ? mark.head().sequence() : 0;
        return new Extent(head + 1, 0, 0, head, 0, 0);
    }

    private void requireReadable(Row row) {
        try {
            codec.decode(row.entry());
        } catch (IllegalArgumentException unknown) {
            throw new LogFileException(
                    "record " + row.sequence() + " of the log " + path + " is whole and cannot be read here: "
                            + unknown.getMessage(),
                    unknown);
        }
    }

    /** What may be missing although the file is whole, or null if nothing is. */
    private @Nullable Damage missing(LogFile.State state, Extent extent) {
        if (!state.clean()
                && !state.fsync().equals(Fsync.ALWAYS.name())
                && !state.machine().equals(MachineStart.name())) {
            return new Damage(
                    "the machine has ended with the log " + path
                            + " in use, which was not forced to the disk (fsync: never)",
                    extent.count(),
                    null,
                    null);
        }
        if (mark == null && extent.isEmpty()) {
            return null;
        }
        if (mark == null || !mark.head().epoch().equals(state.epoch())) {
            return new Damage(
                    "nothing beside the log " + path + " says that this is all of it", extent.count(), null, null);
        }
        long lost = mark.head().sequence() - extent.head();
        return lost <= 0 ? null : new Damage("the end of the log " + path + " is missing", extent.count(), lost, null);
    }

    private OpenedLog rebuild(String wrong) throws SQLException, IOException {
        String epoch = EventId.origin().epoch();
        Rebuilding rebuilding = new Rebuilding(path, mark, retention);
        Extent kept = rebuilding.rebuild(opened(epoch));
        Damage damage = new Damage(
                "the log " + path + " was damaged (" + wrong + ")",
                kept.count(),
                mark == null ? null : Math.max(0, mark.count() - kept.count()),
                rebuilding.original());
        return new OpenedLog(LogFile.open(path, false), epoch, kept, damage);
    }
}
