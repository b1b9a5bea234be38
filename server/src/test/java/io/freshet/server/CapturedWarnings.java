package io.freshet.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What one class warns of until this is closed. */
final class CapturedWarnings extends Handler implements AutoCloseable {
    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    /** Held here: the JDK forgets a logger that nobody holds. */
    private final Logger logger;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    CapturedWarnings(Class<?> speaking) {
        logger = Logger.getLogger(speaking.getName());
        setLevel(Level.WARNING);
        logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line)) {
            lines.add(FORMATTER.formatMessage(line));
        }
    }

    /** The next line; null if none comes within some seconds. */
    String next() throws InterruptedException {
        return lines.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
