package io.freshet.bench;

/** How clients talk to a server: what they ask it for, how they have it publish, and what becomes of the data on the way. */
interface Dialect {
    /** The topic that everybody reads where there is only one. */
    String TOPIC = "bench";

    /** The target of the GET that asks for the stream of a topic. */
    String stream(String topic);

    /**
     * The target of the GET that asks for a stream whose end the server is asked about later.
     *
     * @param name of letters, digits and hyphens
     */
    String namedStream(String name);

    /**
     * The request that has a topic's readers sent some data.
     *
     * @param data printable ASCII without anything that JSON or a form would write differently, but blanks
     */
    Publication publication(String topic, String data);

    /** What an event's line of data has before the data that was published. */
    default String before(String topic) {
        return "";
    }

    /** What an event's line of data has after the data that was published. */
    default String after() {
        return "";
    }
}
