package io.freshet.bench;

/** A way for an event from one place to another. */
interface Relay extends AutoCloseable {
    /**
     * Sends an event and waits until it has arrived.
     *
     * @return how long it took, in nanoseconds
     */
    long send() throws InterruptedException;

    @Override
    void close();
}
