package io.freshet.file;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The database that a log is kept in, and all that is asked of it. Used by one thread at a time.
 *
 * <p>A statement that has failed is of no more use to SQLite's driver. What reads is made anew each time; a file whose writing has
 * failed is to be closed and opened again.
 */
final class LogFile implements AutoCloseable {
    /** "Frsh", by which SQLite and {@code file(1)} tell whose database it is. */
    static final int APPLICATION = 0x46727368;

    /** Goes up when another version could not read what this one writes. */
    static final int VERSION = 1;

    private static final String COLUMNS = "select sequence, at, start, entry, checksum from records ";

    final Path path;
    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement insert;
    private final PreparedStatement delete;

    private LogFile(Path path, Connection connection) throws SQLException {
        this.path = path;
        this.connection = connection;
        this.begin = connection.prepareStatement("begin immediate");
        this.commit = connection.prepareStatement("commit");
        this.insert = connection.prepareStatement(
                "insert into records (sequence, at, start, entry, checksum) values (?, ?, ?, ?, ?)");
        this.delete = connection.prepareStatement("delete from records where sequence < ?");
    }

    /** Makes a file that is not there yet. */
    static LogFile create(Path path, State state) throws SQLException {
        Connection connection = Sqlite.open(path, false);
        try {
            // The marks of ownership are to be the first that stands in the file itself: WAL would have them beside it.
            Sqlite.run(
                    connection,
                    "pragma synchronous = full",
                    "begin",
                    "pragma application_id = " + APPLICATION,
                    "pragma user_version = " + VERSION,
                    "create table state (epoch text not null, machine text not null, fsync text not null,"
                            + " clean integer not null)",
                    "create table records (sequence integer primary key, at integer not null, start integer not null,"
                            + " entry blob not null, checksum integer not null)",
                    "insert into state values ('', '', '', 0)",
                    "commit",
                    "pragma journal_mode = wal");
            LogFile file = new LogFile(path, connection);
            file.state(state);
            return file;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    static LogFile open(Path path, boolean readOnly) throws SQLException {
        Connection connection = Sqlite.open(path, readOnly);
        try {
            if (!readOnly) {
                Sqlite.run(connection, "pragma synchronous = full");
            }
            return new LogFile(path, connection);
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /** From here on what is committed is forced to the disk, or not. */
    void force(Fsync fsync) throws SQLException {
        Sqlite.run(connection, "pragma synchronous = " + (fsync == Fsync.ALWAYS ? "full" : "off"));
    }

    State state() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select epoch, machine, fsync, clean from state");
                ResultSet found = select.executeQuery()) {
            if (!found.next()) {
                throw new SQLException("the table state is empty");
            }
            return new State(found.getString(1), found.getString(2), found.getString(3), found.getBoolean(4));
        }
    }

    /** Notes it, and forces all that the file has to the disk. */
    void state(State state) throws SQLException {
        Sqlite.run(connection, "pragma synchronous = full");
        // What came before has to be on the disk when this is, and a checkpoint forces only if there is something to
        // copy.
        update(new State(state.epoch(), state.machine(), state.fsync(), false));
        Sqlite.checkpoint(connection);
        if (state.clean()) {
            update(state);
            Sqlite.checkpoint(connection);
        }
    }

    private void update(State state) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update state set epoch = ?, machine = ?, fsync = ?, clean = ?")) {
            update.setString(1, state.epoch());
            update.setString(2, state.machine());
            update.setString(3, state.fsync());
            update.setBoolean(4, state.clean());
            update.executeUpdate();
        }
    }

    /** What SQLite finds wrong with the structure of the file, or "ok". */
    String check() throws SQLException {
        return Sqlite.value(connection, "pragma quick_check(1)");
    }

    /**
     * Adds the rows and removes those that are beyond the bounds then, all or nothing. If it fails, closing
     * the file undoes what was half done.
     *
     * @param before what the file holds without them
     * @return what it holds with them
     */
    Extent commit(List<Row> rows, Extent before, Retention retention) throws SQLException {
        begin.execute();
        for (Row row : rows) {
            insert.setLong(1, row.sequence());
            insert.setLong(2, row.at());
            insert.setLong(3, row.start());
            insert.setBytes(4, row.entry());
            insert.setLong(5, row.checksum());
            insert.executeUpdate();
        }
        Extent kept = retention.keep(before.with(rows), this);
        if (kept.first() > before.first()) {
            delete.setLong(1, kept.first());
            delete.executeUpdate();
        }
        commit.execute();
        return kept;
    }

    /**
     * Reads what lies between two positions, at most so many rows.
     *
     * @throws DamagedRowException if a row is not as it was written
     */
    void read(long afterSequence, long upTo, int limit, Consumer<Row> rows) throws SQLException {
        try (PreparedStatement after = connection.prepareStatement(
                COLUMNS + "where sequence > ? and sequence <= ? order by sequence limit ?")) {
            after.setLong(1, afterSequence);
            after.setLong(2, upTo);
            after.setInt(3, limit);
            try (ResultSet found = after.executeQuery()) {
                while (found.next()) {
                    rows.accept(row(found));
                }
            }
        }
    }

    /** One row, or null if it is not there. */
    @Nullable
    Row read(long sequence) throws SQLException {
        try (PreparedStatement at = connection.prepareStatement(COLUMNS + "where sequence = ?")) {
            at.setLong(1, sequence);
            try (ResultSet found = at.executeQuery()) {
                return found.next() ? row(found) : null;
            }
        }
    }

    /** The newest row's sequence, 0 if there is none. */
    long newest() throws SQLException {
        return Long.parseLong(Sqlite.value(connection, "select coalesce(max(sequence), 0) from records"));
    }

    private static Row row(ResultSet found) throws SQLException {
        byte[] entry = found.getBytes(4);
        Row row = new Row(found.getLong(1), found.getLong(2), found.getLong(3), entry == null ? new byte[0] : entry);
        if (row.checksum() != found.getLong(5)) {
            throw new DamagedRowException(row.sequence());
        }
        return row;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /**
     * What the file says of itself.
     *
     * @param epoch of its positions
     * @param machine which start of the machine it was opened under
     * @param fsync how it was written since
     * @param clean whether it was closed, with all that it has on the disk
     */
    record State(String epoch, String machine, String fsync, boolean clean) {}
}
