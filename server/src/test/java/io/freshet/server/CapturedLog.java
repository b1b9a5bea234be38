package io.freshet.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * All that is logged until this is closed, at every level and with the failures that were handed over; but for what the JDK's own HTTP
 * client says, which is the test's.
 */
final class CapturedLog extends Handler implements AutoCloseable {
    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final StringBuffer text = new StringBuffer();

    CapturedLog() {
        setLevel(Level.ALL);
        root.setLevel(Level.ALL);
        root.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLoggerName() != null && line.getLoggerName().startsWith("jdk.")) {
            return;
        }
        StringWriter whole = new StringWriter();
        whole.append(line.getLoggerName())
                .append(' ')
                .append(FORMATTER.formatMessage(line))
                .append('\n');
        if (line.getThrown() != null) {
            line.getThrown().printStackTrace(new PrintWriter(whole, true));
        }
        text.append(whole);
    }

    String text() {
        return text.toString();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        root.setLevel(before);
    }
}
