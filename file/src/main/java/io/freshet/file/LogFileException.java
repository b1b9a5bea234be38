package io.freshet.file;

import org.jspecify.annotations.Nullable;

/** A log's file cannot be opened, or does not take or give a record; the message names the file and says why. */
public final class LogFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LogFileException(String message) {
        this(message, null);
    }

    LogFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
