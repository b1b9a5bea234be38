package io.freshet.spring;

/**
 * What streams leave to others: connections for ordinary requests and health checks, and descriptors for files, databases and
 * other servers. A sixteenth of what there is, and not less than a few, unless that were more than half.
 */
final class Reserve {
    private static final int SHARE = 16;
    private static final int FEWEST_CONNECTIONS = 16;
    private static final int FEWEST_DESCRIPTORS = 256;

    private Reserve() {}

    /** How many streams may be open on a server that accepts so many connections. */
    static int streamsOn(int connections) {
        return (int) (connections - kept(connections, FEWEST_CONNECTIONS));
    }

    /** How many connections a server should accept for so many streams. */
    static int connectionsFor(int streams) {
        long others = Math.max(FEWEST_CONNECTIONS, streams / (SHARE - 1) + 1);
        return (int) Math.min(Integer.MAX_VALUE, streams + others);
    }

    /** How many connections may be open in a process that may have so many descriptors. */
    static int connectionsIn(long descriptors) {
        return (int) Math.min(Integer.MAX_VALUE, descriptors - kept(descriptors, FEWEST_DESCRIPTORS));
    }

    private static long kept(long all, int fewest) {
        return Math.max(all / SHARE, Math.min(fewest, all / 2));
    }
}
