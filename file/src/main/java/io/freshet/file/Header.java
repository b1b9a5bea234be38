package io.freshet.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The beginning of a file that is to be a log, read before SQLite touches anything: whose it is must be known first. The places are
 * those of section 1.3 of "Database File Format" in SQLite's documentation.
 */
final class Header {
    private static final String MAGIC = "SQLite format 3\0";
    private static final int BYTES = 100;
    private static final int VERSION_AT = 60;
    private static final int APPLICATION_AT = 68;

    private Header() {}

    /** Whose file it is. */
    static Kind of(Path path) throws IOException {
        if (!Files.exists(path) || Files.size(path) == 0) {
            return new Kind.None();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(BYTES);
        }
        if (bytes.length < BYTES || !new String(bytes, 0, MAGIC.length(), ISO_8859_1).equals(MAGIC)) {
            return new Kind.Foreign("it is not a database of SQLite", true);
        }
        int application = ByteBuffer.wrap(bytes).getInt(APPLICATION_AT);
        int version = ByteBuffer.wrap(bytes).getInt(VERSION_AT);
        if (application != LogFile.APPLICATION) {
            return new Kind.Foreign(
                    String.format("it is a database of another application (application_id 0x%08x)", application),
                    false);
        }
        return version == LogFile.VERSION ? new Kind.Log() : new Kind.OtherVersion(version);
    }

    /** What a file can be. */
    sealed interface Kind {
        /** Not there, or empty. */
        record None() implements Kind {}

        /** A log. */
        record Log() implements Kind {}

        /** A log of a version that this one cannot read. */
        record OtherVersion(int version) implements Kind {}

        /**
         * Something else.
         *
         * @param maybeDamaged whether it may as well be a log whose beginning is damaged
         */
        record Foreign(String what, boolean maybeDamaged) implements Kind {
            LogFileException refusal(Path path) {
                return new LogFileException(path + " is not a log of Freshet: " + what);
            }
        }
    }
}
