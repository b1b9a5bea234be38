package io.freshet.servlet;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What one logger says until this is closed. */
final class CapturedLog extends Handler {
    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    /** Held here: the JDK forgets a logger that nobody holds. */
    private final Logger logger;

    private final Level before;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    CapturedLog(String name, Level level) {
        logger = Logger.getLogger(name);
        before = logger.getLevel();
        logger.setLevel(level);
        logger.addHandler(this);
    }

    /** Why streams are carried by the portable transport. */
    static CapturedLog ofObjections() {
        return new CapturedLog(ServletTransports.class.getName(), Level.INFO);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(FORMATTER.formatMessage(line));
    }

    /** The next line; null if none comes within some seconds. */
    String next() throws InterruptedException {
        return lines.poll(10, TimeUnit.SECONDS);
    }

    /** What has not been taken by {@link #next}. */
    List<String> rest() {
        return List.copyOf(lines);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
