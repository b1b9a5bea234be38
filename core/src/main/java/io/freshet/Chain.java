package io.freshet;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Things in the order in which they came, from whose middle each can be taken at once. For one thread, or under one lock. */
final class Chain<T extends Chain.Link<T>> implements Iterable<T> {
    private @Nullable T first;
    private @Nullable T last;
    private int size;

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
    }

    /** What came first of those that are left, or null. */
    @Nullable
    T first() {
        return first;
    }

    /** Adds something that is in no chain. */
    void add(T added) {
        Link<T> link = added;
        link.chained = true;
        link.previous = last;
        if (last == null) {
            first = added;
        } else {
            ((Link<T>) last).next = added;
        }
        last = added;
        size++;
    }

    /** Whether this is in it, if it can be in no other. */
    boolean has(T asked) {
        return ((Link<T>) asked).chained;
    }

    /** Takes something out that is in this chain, or in none. */
    void remove(T removed) {
        Link<T> link = removed;
        if (!link.chained) {
            return;
        }
        if (link.previous == null) {
            first = link.next;
        } else {
            ((Link<T>) link.previous).next = link.next;
        }
        if (link.next == null) {
            last = link.previous;
        } else {
            ((Link<T>) link.next).previous = link.previous;
        }
        link.chained = false;
        link.previous = null;
        link.next = null;
        size--;
    }

    /** Those that are in it; it must not change meanwhile. */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private @Nullable T next = first;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public T next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                T current = next;
                next = ((Link<T>) current).next;
                return current;
            }
        };
    }

    /** What can be in one chain at a time. */
    abstract static class Link<T extends Link<T>> {
        private @Nullable T previous;
        private @Nullable T next;
        private boolean chained;
    }
}
