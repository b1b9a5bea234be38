package io.freshet;

/** An event could not be published; the message says why. It is not in the log, unless the log itself left that open. */
public final class PublishException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PublishException(String message) {
        super(message);
    }
}
