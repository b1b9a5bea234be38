package io.freshet.file;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What was found missing when a log was opened. It has begun a new epoch for it, so that clients who come back to it are told of
 * a gap.
 *
 * @param what what is known of it, as a sentence for people
 * @param kept how many records are there
 * @param lost how many are not, or null if nobody knows
 * @param original where the damaged file is now, or null if the log goes on in the same file
 */
public record Damage(String what, long kept, @Nullable Long lost, @Nullable Path original) {
    @Override
    public String toString() {
        return what + "; " + kept + " records are kept, " + (lost == null ? "an unknown number" : lost) + " lost"
                + (original == null ? "" : "; the damaged file is now " + original);
    }
}
