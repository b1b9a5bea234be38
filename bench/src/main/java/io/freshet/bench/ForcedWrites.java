package io.freshet.bench;

import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogEntry;
import io.freshet.LogPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The yardstick of logs in files: each append is one write, forced to the disk, and nothing can be read. */
final class ForcedWrites implements EventLog {
    private static final int BYTES = 250;

    private final FileChannel channel;

    /** Guarded by this. */
    private EventId head = EventId.origin();

    ForcedWrites(Path path) {
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public synchronized CompletionStage<EventId> append(LogEntry entry) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException failure) {
            return CompletableFuture.failedFuture(failure);
        }
        head = new EventId(head.epoch(), head.sequence() + 1);
        return CompletableFuture.completedFuture(head);
    }

    @Override
    public CompletionStage<LogPage> since(EventId after, int limit) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("nothing can be read"));
    }

    @Override
    public void tail(Tail tail) {
        throw new UnsupportedOperationException("nothing can be read");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
