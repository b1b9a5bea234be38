package io.freshet.showcase;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a room stands. */
enum RoomState {
    /** It has seats left. */
    OPEN,
    /** All its seats are taken. */
    FULL,
    /** The game goes on: nobody comes in any more. */
    STARTED,
    /** Everybody has left. */
    CLOSED;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
