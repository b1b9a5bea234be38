package io.freshet.showcase;

/** Which post. */
record PostId(long number) {
    static PostId parse(String text) {
        return new PostId(PathNumber.parse("post", text));
    }
}
