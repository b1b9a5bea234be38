package io.freshet.bench;

/**
 * What idle connections have added to a server's memory, and what it does for them while nothing is sent.
 *
 * @param connections how many there were when it was measured
 * @param added how many of them came after the first measurement; it is their memory
 * @param disconnects how often one of them was ended
 * @param silence how the server passed the time after that
 */
record Footprint(int connections, int added, Memory before, Memory after, long disconnects, Silence silence) {
    double heapBytesPerConnection() {
        return (after.heapBytes() - before.heapBytes()) / (double) added;
    }

    double residentBytesPerConnection() {
        return (after.residentBytes() - before.residentBytes()) / (double) added;
    }

    double residentMegabytes() {
        return after.residentBytes() / 1048576.0;
    }
}
