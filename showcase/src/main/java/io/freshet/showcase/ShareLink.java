package io.freshet.showcase;

/**
 * A link that a story is shared by; each name is one, and none has to be made first.
 *
 * @param name 1 to 64 characters of A-Z a-z 0-9 . _ ~ -, the first of them not a dot
 */
record ShareLink(String name) {
    ShareLink {
        PathName.require("link", name);
    }

    /** Reads the name as paths have it. */
    static ShareLink parse(String text) {
        return new ShareLink(text);
    }

    /** Where reactions to the story are published. */
    String reactions() {
        return "share-links/" + name + "/reactions";
    }

    @Override
    public String toString() {
        return name;
    }
}
