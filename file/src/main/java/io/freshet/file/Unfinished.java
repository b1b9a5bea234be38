package io.freshet.file;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is closed again, the last first, if not everything that belongs together could be opened. */
final class Unfinished implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Unfinished.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    Unfinished(AutoCloseable first) {
        parts.push(first);
    }

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** All of it is open. */
    void finished() {
        parts.clear();
    }

    @Override
    public void close() {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception failure) {
                LOG.warn("{} could not be closed", part, failure);
            }
        }
        parts.clear();
    }
}
