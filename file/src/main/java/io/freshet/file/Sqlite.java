package io.freshet.file;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a log asks of SQLite, beside its own statements. */
final class Sqlite {
    /** Writer and reader of one log meet at moments only. */
    private static final int BUSY_MILLIS = 10_000;

    /** The last byte of an extended code is the code that it extends. */
    private static final int PRIMARY = 0xff;

    private Sqlite() {}

    static Connection open(Path path, boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setReadOnly(readOnly);
        return DriverManager.getConnection("jdbc:sqlite:" + path.toUri(), config.toProperties());
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first value that a query finds. */
    static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return String.valueOf(found.next() ? found.getString(1) : null);
        }
    }

    /**
     * Copies what has been committed into the file itself and empties the file beside it.
     *
     * @throws SQLException also if somebody reads meanwhile and does not stop
     */
    static void checkpoint(Connection connection) throws SQLException {
        String busy = value(connection, "pragma wal_checkpoint(truncate)");
        if (!busy.equals("0")) {
            throw new SQLException("the file is being read by another program");
        }
    }

    /** Whether it says that the file is not what it should be, rather than that it cannot be read or written now. */
    static boolean isDamage(SQLException failure) {
        if (!(failure instanceof SQLiteException said)) {
            return false;
        }
        SQLiteErrorCode code = said.getResultCode();
        return code == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ
                || switch (code.code & PRIMARY) {
                    // A table that is missing is an error of the general kind.
                    case 1, 11, 26 -> true;
                    default -> false;
                };
    }
}
