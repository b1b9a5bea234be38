package io.freshet.bench.faults;

import io.freshet.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was published: each publisher numbers its attempts from 0, so a retry has another number than what it repeats. What was
 * acknowledged is owed to every subscriber. What was not may be in the log, at most once. All threads.
 */
final class Ledger {
    private final List<Book> books = new ArrayList<>();
    /** In the order in which they were first seen. */
    private final Map<String, Integer> epochs = new LinkedHashMap<>();

    private long twice;
    private long disordered;
    private int acknowledged;

    Ledger(int publishers) {
        for (int i = 0; i < publishers; i++) {
            books.add(new Book());
        }
    }

    /** A publisher's attempts. */
    private static final class Book {
        final List<@Nullable EventId> acknowledged = new ArrayList<>();
        final Map<Integer, EventId> seen = new HashMap<>();

        @Nullable
        EventId last;
    }

    int publishers() {
        return books.size();
    }

    /** The number of a publisher's next attempt, which may only be made once the last one has failed or was acknowledged. */
    synchronized int attempt(int publisher) {
        List<@Nullable EventId> all = books.get(publisher).acknowledged;
        all.add(null);
        return all.size() - 1;
    }

    synchronized void acknowledged(int publisher, int number, EventId id) {
        Book book = books.get(publisher);
        see(book, number, id);
        if (book.last != null && book.last.sameEpoch(id) && !id.isAfter(book.last)) {
            disordered++;
        }
        book.last = id;
        book.acknowledged.set(number, id);
        acknowledged++;
    }

    /** Some subscriber received it, in this place of the log. */
    synchronized void received(int publisher, int number, EventId id) {
        see(books.get(publisher), number, id);
    }

    private void see(Book book, int number, EventId id) {
        epochs.putIfAbsent(id.epoch(), epochs.size());
        EventId before = book.seen.putIfAbsent(number, id);
        if (before != null && !before.equals(id)) {
            twice++;
        }
    }

    /** Some subscriber was told of this position. */
    synchronized void reached(EventId id) {
        epochs.putIfAbsent(id.epoch(), epochs.size());
    }

    /** When an epoch began, compared with others; at the end if it was never seen. */
    synchronized int order(String epoch) {
        return epochs.getOrDefault(epoch, epochs.size());
    }

    /** Where each attempt of a publisher is in the log; null for what was not acknowledged. */
    synchronized List<@Nullable EventId> acknowledgedOf(int publisher) {
        return new ArrayList<>(books.get(publisher).acknowledged);
    }

    synchronized int acknowledged() {
        return acknowledged;
    }

    /** How many attempts were made in all. */
    synchronized int attempts() {
        return books.stream().mapToInt(book -> book.acknowledged.size()).sum();
    }

    /** How often something stood in two places of the log. */
    synchronized long twice() {
        return twice;
    }

    /** How often something was acknowledged for a place before something that was acknowledged earlier. */
    synchronized long disordered() {
        return disordered;
    }
}
