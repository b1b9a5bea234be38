package io.freshet;

import java.util.concurrent.CompletionStage;

/**
 * The append-only, totally ordered, bounded log of a hub: its history, and what its nodes have in common.
 *
 * <p>Every node tails the log and delivers what it reads there; the node that published is no exception.
 *
 * <p>All methods may be called from any thread. None may block on I/O.
 */
public interface EventLog extends AutoCloseable {
    /**
     * Appends an entry. The stage completes with its position once the log holds the entry as durably as this log promises,
     * or exceptionally if that could not be brought about. An error leaves open whether the entry will appear.
     *
     * <p>Stages may complete late, on any thread and in any order; the order of the positions is the order of the log.
     */
    CompletionStage<EventId> append(LogEntry entry);

    /**
     * Reads what follows a position.
     *
     * @param after a position that this log or a former life of it has given; see {@link LogPage#from} for what happens when it
     *     has been trimmed or is of another epoch
     * @param limit the most records to read, 1 or more
     */
    CompletionStage<LogPage> since(EventId after, int limit);

    /**
     * Tells the tail where it begins, at the head of the log, before this method returns; then hands it every record after that:
     * each once, in the log's order, one call at a time, and before {@link #append} and {@link #since} tell of it. What it cannot
     * hand it, it tells it of by another {@link Tail#begin}, before anything newer; an append whose record is among that fails.
     */
    void tail(Tail tail);

    /** Stops tailing and frees what the log holds. Appends after it fail. */
    @Override
    void close();

    /** Who follows the log. Its methods must not block. */
    interface Tail {
        /**
         * The position that the next record will follow. Told first, and again where something is lost to the tail: what lies
         * between the record before and this position. If the position is of another epoch, the log has begun a new life.
         */
        void begin(EventId head);

        /** The next record. */
        void next(LogRecord record);
    }
}
