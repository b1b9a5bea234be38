package io.freshet.showcase;

/** Which room. */
record RoomId(long number) {
    static RoomId parse(String text) {
        return new RoomId(PathNumber.parse("room", text));
    }
}
