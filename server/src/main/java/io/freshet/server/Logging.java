package io.freshet.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program's log: on standard output, a line for each event, for people or for programs. */
final class Logging {
    /** What came from outside cannot begin a line of its own. */
    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %replace(%msg){'[\\r\\n]+',' | '}%n%ex";

    private Logging() {}

    /** Nothing is said by libraries before the settings are known that tell how. */
    static void silence() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(Level.OFF);
    }

    /** The level is that of the hub itself; the libraries that it is made of say nothing below WARN. */
    static void configure(HubSettings.LogFormat format, HubSettings.LogLevel level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder(format, context));
        console.start();
        Level wanted = Level.valueOf(level.name());
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(wanted.isGreaterOrEqual(Level.WARN) ? wanted : Level.WARN);
        context.getLogger("io.freshet").setLevel(wanted);
    }

    private static Encoder<ILoggingEvent> encoder(HubSettings.LogFormat format, LoggerContext context) {
        EncoderBase<ILoggingEvent> encoder =
                switch (format) {
                    case TEXT -> {
                        PatternLayoutEncoder text = new PatternLayoutEncoder();
                        text.setPattern(LINE);
                        yield text;
                    }
                    case JSON -> {
                        JsonEncoder json = new JsonEncoder();
                        json.setWithSequenceNumber(false);
                        json.setWithNanoseconds(false);
                        json.setWithContext(false);
                        json.setWithMDC(false);
                        json.setWithMarkers(false);
                        json.setWithKVPList(false);
                        json.setWithArguments(false);
                        json.setWithMessage(false);
                        json.setWithFormattedMessage(true);
                        yield json;
                    }
                };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
