package io.freshet.file;

import io.freshet.EventId;
import io.freshet.LogEntry;
import io.freshet.LogRecord;
import io.freshet.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one who writes: takes all entries that wait, commits them together, shows them to the tails and then tells who appended them.
 * While one batch is on its way to the disk the next one gathers.
 */
final class LogWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    /** What is committed together at most. */
    private static final int BATCH_ENTRIES = 4096;

    private static final long BATCH_BYTES = 8 << 20;

    /** How often it is looked if something has become too old while nothing is appended. */
    private static final long IDLE_MILLIS = 10_000;

    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);

    private static final long PATIENCE_SECONDS = 30;

    private final Path path;
    private final String epoch;
    private final Claim claim;
    private final Tails tails;
    private final FileEventLog.Settings settings;
    private final Thread thread;
    /** Who appended may do anything when told, and is not to hold the log up. */
    private final ExecutorService answers = Executors.newSingleThreadExecutor(OwnThreads.named("freshet-log-answers"));

    // Guarded by the lock.
    private final Object lock = new Object();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean closed;

    // All below is the writer thread's own.
    private LogFile file;
    private Extent extent;
    /** Whether a commit failed, so that the file has been closed and may hold more than is known. */
    private boolean unsure;

    /** What is being written, until all of it is about to be answered. */
    private List<Waiting> writing = List.of();

    /** Whether the last commit went well. */
    private boolean taking = true;

    private boolean marking = true;

    LogWriter(OpenedLog opened, Claim claim, Tails tails, FileEventLog.Settings settings) {
        this.file = opened.file();
        this.path = file.path;
        this.epoch = opened.epoch();
        this.extent = opened.extent();
        this.claim = claim;
        this.tails = tails;
        this.settings = settings;
        this.thread = OwnThreads.named("freshet-log-writer").newThread(this::run);
        thread.start();
    }

    CompletionStage<EventId> append(LogEntry entry, byte[] bytes) {
        Waiting append = new Waiting(entry, bytes, new CompletableFuture<>());
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(closed());
            }
            waiting.add(append);
            if (waiting.size() == 1) {
                lock.notifyAll();
            }
        }
        return append.result;
    }

    private void run() {
        try {
            for (List<Waiting> batch = next(); batch != null; batch = next()) {
                write(batch);
            }
        } catch (InterruptedException interrupted) {
            LOG.warn("The writer of {} was interrupted", path, interrupted);
        } finally {
            refuseWhatWaits();
            closeFile();
        }
    }

    /** At the end nothing waits any more, unless the thread ended before its time. */
    private void refuseWhatWaits() {
        synchronized (lock) {
            closed = true;
            waiting.forEach(append -> append.result.completeExceptionally(closed()));
            waiting.clear();
        }
        writing.forEach(append -> append.result.completeExceptionally(closed()));
    }

    private IllegalStateException closed() {
        return new IllegalStateException("the log " + path + " is closed");
    }

    /** What is to be written next; nothing when it is time to look for what is too old; null at the end. */
    private @Nullable List<Waiting> next() throws InterruptedException {
        TimeSource time = settings.retention().time();
        long idleSince = time.nanos();
        synchronized (lock) {
            while (waiting.isEmpty() && !closed && time.nanos() - idleSince < IDLE_NANOS) {
                lock.wait(IDLE_MILLIS);
            }
            if (waiting.isEmpty() && closed) {
                return null;
            }
            List<Waiting> batch = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty() && batch.size() < BATCH_ENTRIES && bytes < BATCH_BYTES) {
                Waiting append = waiting.remove();
                bytes += append.bytes.length;
                batch.add(append);
            }
            return batch;
        }
    }

    private void write(List<Waiting> batch) {
        writing = batch;
        try {
            if (unsure) {
                openAgain();
            }
            if (batch.isEmpty() && !settings.retention().isBeyond(extent)) {
                return;
            }
            commit(batch);
            if (!taking) {
                LOG.info("The log {} takes entries again", path);
            }
            taking = true;
        } catch (SQLException | RuntimeException | Error failure) {
            close(failure);
            LogFileException told = new LogFileException(
                    "the log " + path + " could not take " + batch.size() + " entries: " + failure.getMessage(),
                    failure);
            if (taking) {
                LOG.error("{}; more of the kind are not told here", told.getMessage(), failure);
            }
            taking = false;
            answers.execute(() -> batch.forEach(append -> append.result.completeExceptionally(told)));
        }
        writing = List.of();
    }

    private void commit(List<Waiting> batch) throws SQLException {
        // A clock that is set back must not make a record older than the one before it.
        long at = Math.max(settings.retention().now(), extent.headAt());
        List<Row> rows = new ArrayList<>(batch.size());
        List<LogRecord> records = new ArrayList<>(batch.size());
        long end = extent.end();
        for (Waiting append : batch) {
            Row row = new Row(extent.head() + rows.size() + 1, at, end, append.bytes);
            end = row.end();
            rows.add(row);
            records.add(new LogRecord(new EventId(epoch, row.sequence()), append.entry));
        }
        extent = file.commit(rows, extent, settings.retention());
        show(records);
        answers.execute(() -> {
            for (int i = 0; i < records.size(); i++) {
                batch.get(i).result.complete(records.get(i).id());
            }
        });
    }

    private void show(List<LogRecord> records) {
        mark();
        tails.show(records);
    }

    private void mark() {
        try {
            claim.mark(new EventId(epoch, extent.head()), extent.first());
            marking = true;
        } catch (IOException failure) {
            // What is there is in the database; only a loss of its end would go unnoticed.
            if (marking) {
                LOG.warn("The file beside {} cannot be written", path, failure);
            }
            marking = false;
        }
    }

    private void close(Throwable failure) {
        unsure = true;
        try {
            file.close();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    private void openAgain() throws SQLException {
        file.close();
        file = LogFile.open(path, false);
        file.force(settings.fsync());
        showWhatWasWritten();
        unsure = false;
    }

    /** A commit that failed may be in the file all the same. Then it is part of the log. */
    private void showWhatWasWritten() throws SQLException {
        List<Row> rows = new ArrayList<>();
        file.read(tails.shown().sequence(), Long.MAX_VALUE, Integer.MAX_VALUE, rows::add);
        if (rows.isEmpty()) {
            return;
        }
        List<LogRecord> records = new ArrayList<>();
        for (Row row : rows) {
            records.add(new LogRecord(
                    new EventId(epoch, row.sequence()), settings.codec().decode(row.entry())));
        }
        long known = extent.head();
        extent = extent.with(rows.stream().filter(row -> row.sequence() > known).toList());
        show(records);
    }

    private void closeFile() {
        try {
            if (unsure) {
                openAgain();
            }
            try (LogFile closing = file) {
                closing.state(new LogFile.State(
                        epoch, MachineStart.name(), settings.fsync().name(), true));
            }
        } catch (SQLException | RuntimeException failure) {
            LOG.warn("The log {} could not be closed properly", path, failure);
        }
    }

    /** Writes what waits, and closes the file. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            answers.shutdown();
            if (thread.isAlive() || !answers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The writer of {} has not ended within {} s", path, PATIENCE_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Waiting(LogEntry entry, byte[] bytes, CompletableFuture<EventId> result) {}
}
