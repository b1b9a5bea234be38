package io.freshet.showcase;

import java.util.List;

/**
 * A channel of the lobby; each name is one, and none has to be made first.
 *
 * @param name 1 to 64 characters of A-Z a-z 0-9 . _ ~ -, the first of them not a dot
 */
record Channel(String name) {
    /** Those that the lobby offers. */
    static final List<Channel> OFFERED = List.of(new Channel("quick"), new Channel("ranked"), new Channel("friends"));

    /** Selects the room lists of all channels. */
    static final String ALL_ROOMS = "channels/*/rooms";

    Channel {
        PathName.require("channel", name);
    }

    /** Reads the name as paths have it. */
    static Channel parse(String text) {
        return new Channel(text);
    }

    /** The channel whose {@link #rooms} this topic is. */
    static Channel ofTopic(String rooms) {
        return new Channel(rooms.split("/", -1)[1]);
    }

    /** Where changes of the channel's rooms are published. */
    String rooms() {
        return "channels/" + name + "/rooms";
    }

    @Override
    public String toString() {
        return name;
    }
}
