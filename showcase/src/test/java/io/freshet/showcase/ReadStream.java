package io.freshet.showcase;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.testkit.SseBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** An answer that is read as it comes, by a thread of its own, over whichever HTTP it was asked for. */
final class ReadStream implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Optional<SseBlock>> blocks = new LinkedBlockingQueue<>();
    private final Thread reader;

    ReadStream(HttpResponse<InputStream> response) {
        this.response = response;
        this.reader = new Thread(this::read, "reader");
        reader.setDaemon(true);
        reader.start();
    }

    int status() {
        return response.statusCode();
    }

    /** The value of a header, or an empty text. */
    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The next event that is no heartbeat. */
    SseBlock event() {
        return next(SseBlock::isEvent);
    }

    /** The next heartbeat: a block that has an id and nothing else. */
    SseBlock heartbeat() {
        return next(block -> block.id() != null && !block.isEvent());
    }

    private SseBlock next(Predicate<SseBlock> wanted) {
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            Optional<SseBlock> block = poll(deadline - System.nanoTime());
            if (block.isEmpty()) {
                throw new AssertionError("the stream has ended");
            }
            if (wanted.test(block.get())) {
                return block.get();
            }
        }
    }

    /** Waits for the end, whatever comes before it. */
    void awaitEnd() {
        long deadline = System.nanoTime() + PATIENCE;
        while (poll(deadline - System.nanoTime()).isPresent()) {
            continue;
        }
    }

    private Optional<SseBlock> poll(long nanos) {
        try {
            Optional<SseBlock> block = blocks.poll(nanos, TimeUnit.NANOSECONDS);
            if (block == null) {
                throw new AssertionError("nothing came within " + Duration.ofNanos(PATIENCE));
            }
            return block;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void read() {
        try (InputStream plain = inflated()) {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            int last = 0;
            for (int next = plain.read(); next >= 0; next = plain.read()) {
                block.write(next);
                if (next == '\n' && last == '\n') {
                    List<SseBlock> parsed = SseBlock.parse(block.toByteArray());
                    parsed.forEach(each -> blocks.add(Optional.of(each)));
                    block.reset();
                }
                last = next;
            }
            if (block.size() > 0) {
                throw new IOException("the stream ended within a block: " + block.toString(UTF_8));
            }
            blocks.add(Optional.empty());
        } catch (IOException closed) {
            // Whoever still waits for something is told by the missing end.
            System.getLogger("reader").log(System.Logger.Level.DEBUG, "no longer read", closed);
        }
    }

    private InputStream inflated() throws IOException {
        return header("Content-Encoding").equals("gzip") ? new GZIPInputStream(response.body()) : response.body();
    }

    /** Goes away, as a page does that is closed: with the connection, or in HTTP/2 with the request. */
    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
