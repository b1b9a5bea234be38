package io.freshet.file;

import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogEntry;
import io.freshet.LogEntryCodec;
import io.freshet.LogPage;
import io.freshet.MemoryEventLog.Bounds;
import io.freshet.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in a file: what is acknowledged outlives the process, however that ends, and with {@link Fsync#ALWAYS} the machine, too.
 * Positions go on over restarts, so that a client resumes as if there had been none; if anything may have been lost, a new epoch
 * begins.
 *
 * <p>It is a database of SQLite with two files beside it: {@code -wal}, which is part of it, and {@code -head}, which tells if a
 * part is missing. It is for one process at a time, and for a file system of this machine.
 *
 * <p>Appends that wait are written together, so that many publishers share one write to the disk. How many may wait is for the hub to
 * say ({@code maxAppendsInFlight}). Records go in the order in which {@link #append} was called. Stages complete on threads of the
 * log's own; what hangs on them must not block.
 */
public final class FileEventLog implements EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(FileEventLog.class);

    private final Path path;
    private final LogEntryCodec codec;
    private final Claim claim;
    private final LogWriter writer;
    private final LogReader reader;
    private final Tails tails;
    private final @Nullable Damage damage;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileEventLog(Path path, Claim claim, OpenedLog opened, LogFile reading, Settings settings)
            throws IOException {
        this.path = path;
        this.codec = settings.codec();
        this.claim = claim;
        this.damage = opened.damage();
        this.tails = new Tails(opened.head());
        this.writer = new LogWriter(opened, claim, tails, settings);
        this.reader = new LogReader(reading, tails, settings);
    }

    /** Opens the log in a file, with {@link Fsync#ALWAYS} and the {@linkplain Bounds#DEFAULT default bounds}. */
    public static FileEventLog open(Path path) {
        return open(path, Fsync.ALWAYS, Bounds.DEFAULT, new LogEntryCodec(), TimeSource.system());
    }

    /**
     * Opens the log in a file, or makes it. Blocks while all of it is read, and while what is damaged is repaired.
     *
     * @param path the file, in a folder that is there
     * @param fsync when it is forced to the disk
     * @param bounds how much is kept; the bytes are those of the file, of which it may have more than it uses
     * @param codec knows the hub's selectors
     * @param time tells how old a record is
     * @throws LogFileException if it is another's file, is in use, is of another version, or cannot be read or written
     */
    public static FileEventLog open(Path path, Fsync fsync, Bounds bounds, LogEntryCodec codec, TimeSource time) {
        Path absolute = path.toAbsolutePath().normalize();
        requireOurs(absolute);
        Settings settings = new Settings(fsync, new Retention(bounds, time), codec);
        Claim claim = Claim.of(absolute);
        try (Unfinished unfinished = new Unfinished(claim)) {
            Optional<HeadMark> mark = claim.mark();
            OpenedLog opened = new Opening(absolute, fsync, settings.retention(), codec, mark.orElse(null)).open();
            unfinished.add(opened.file());
            LogFile reading = unfinished.add(LogFile.open(absolute, true));
            claim.mark(opened.head(), opened.extent().first());
            claim.force();
            opened.file().force(fsync);
            FileEventLog log = new FileEventLog(absolute, claim, opened, reading, settings);
            unfinished.finished();
            log.tell(opened);
            return log;
        } catch (SQLException | IOException failure) {
            throw new LogFileException("the log " + absolute + " cannot be opened: " + failure.getMessage(), failure);
        }
    }

    /** Makes no file beside one that is another's. */
    private static void requireOurs(Path path) {
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(path)) {
            throw new LogFileException(
                    "the log " + path + " cannot be opened: it has to be a file in a folder that is there");
        }
        try {
            if (!Files.exists(Claim.beside(path)) && Header.of(path) instanceof Header.Kind.Foreign foreign) {
                throw foreign.refusal(path);
            }
        } catch (IOException failure) {
            throw new LogFileException("the log " + path + " cannot be opened: " + failure, failure);
        }
    }

    private void tell(OpenedLog opened) {
        if (damage != null) {
            LOG.error("{}. A new epoch begins: clients who come back are told of a gap", damage);
        }
        LOG.info(
                "The log {} has {} records and goes on after {}",
                path,
                opened.extent().count(),
                opened.head());
    }

    /** What was found missing when the log was opened; empty if everything was there. */
    public Optional<Damage> damage() {
        return Optional.ofNullable(damage);
    }

    @Override
    public CompletionStage<EventId> append(LogEntry entry) {
        byte[] bytes;
        try {
            bytes = codec.encode(entry);
        } catch (IllegalArgumentException notWritten) {
            return CompletableFuture.failedFuture(notWritten);
        }
        return writer.append(entry, bytes);
    }

    @Override
    public CompletionStage<LogPage> since(EventId after, int limit) {
        return reader.since(after, limit);
    }

    @Override
    public void tail(Tail tail) {
        tails.add(tail);
    }

    /** Writes what waits, and closes the file. Blocks until that is done. Does nothing the second time. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        reader.close();
        writer.close();
        tails.clear();
        try {
            claim.close();
        } catch (IOException failure) {
            LOG.warn("The file beside {} could not be closed", path, failure);
        }
    }

    /** What the parts of a log share. */
    record Settings(Fsync fsync, Retention retention, LogEntryCodec codec) {}
}
