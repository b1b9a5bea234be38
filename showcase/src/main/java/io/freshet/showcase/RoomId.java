package io.freshet.showcase;

import java.util.regex.Pattern;

/** Which room, as paths have it: digits only. */
record RoomId(long number) {
    private static final Pattern PLAIN = Pattern.compile("[1-9][0-9]{0,17}");

    static RoomId parse(String text) {
        if (!PLAIN.matcher(text).matches()) {
            throw BadInput.of(
                    "room", BadInput.shown(text), "a whole number of 1 to 18 digits, such as POST .../rooms gives");
        }
        return new RoomId(Long.parseLong(text));
    }
}
