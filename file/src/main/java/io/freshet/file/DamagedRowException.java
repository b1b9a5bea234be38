package io.freshet.file;

import java.sql.SQLException;

/** A row is not as it was written. */
final class DamagedRowException extends SQLException {
    private static final long serialVersionUID = 1L;

    DamagedRowException(long sequence) {
        super("record " + sequence + " is not as it was written");
    }
}
