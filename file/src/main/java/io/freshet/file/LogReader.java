package io.freshet.file;

import io.freshet.EventId;
import io.freshet.LogPage;
import io.freshet.LogRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads pages of the log, on a thread and by a connection of its own, so that who writes does not wait for it. */
final class LogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    private static final long PATIENCE_SECONDS = 10;

    private final LogFile file;
    private final Tails tails;
    private final FileEventLog.Settings settings;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(OwnThreads.named("freshet-log-reader"));

    /** @param file for the reader's thread alone */
    LogReader(LogFile file, Tails tails, FileEventLog.Settings settings) {
        this.file = file;
        this.tails = tails;
        this.settings = settings;
    }

    CompletionStage<LogPage> since(EventId after, int limit) {
        CompletableFuture<LogPage> result = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    result.complete(read(after, limit));
                } catch (SQLException | RuntimeException failure) {
                    result.completeExceptionally(new LogFileException(
                            "the log " + file.path + " cannot be read after " + after + ": " + failure.getMessage(),
                            failure));
                }
            });
        } catch (RejectedExecutionException closed) {
            result.completeExceptionally(new IllegalStateException("the log " + file.path + " is closed", closed));
        }
        return result;
    }

    private LogPage read(EventId after, int limit) throws SQLException {
        EventId head = tails.shown();
        if (!after.sameEpoch(head) || after.isAfter(head)) {
            return new LogPage(head, List.of());
        }
        long tooOld = settings.retention().tooOld();
        long from = after.sequence();
        while (true) {
            List<Row> rows = new ArrayList<>();
            file.read(from, head.sequence(), limit, rows::add);
            if (rows.isEmpty()) {
                return new LogPage(head, List.of());
            }
            from = rows.get(0).sequence() - 1;
            int old = 0;
            while (old < rows.size() && rows.get(old).at() <= tooOld) {
                from = rows.get(old).sequence();
                old++;
            }
            if (old < rows.size()) {
                return page(new EventId(head.epoch(), from), rows.subList(old, rows.size()));
            }
        }
    }

    private LogPage page(EventId from, List<Row> rows) {
        List<LogRecord> records = new ArrayList<>(rows.size());
        for (Row row : rows) {
            records.add(new LogRecord(
                    new EventId(from.epoch(), row.sequence()), settings.codec().decode(row.entry())));
        }
        return new LogPage(from, records);
    }

    /** Answers who has asked, and closes the connection. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The reader of {} has not ended within {} s", file.path, PATIENCE_SECONDS);
                return;
            }
            file.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (SQLException failure) {
            LOG.warn("The reader of {} could not be closed", file.path, failure);
        }
    }
}
