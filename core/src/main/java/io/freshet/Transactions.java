package io.freshet;

import java.util.function.Consumer;

/** What the hub needs to know of the application's transactions. */
public interface Transactions {
    /** No transactions: everything is published at once. */
    Transactions NONE = new Transactions() {
        @Override
        public boolean isActive() {
            return false;
        }

        @Override
        public void afterCompletion(Consumer<Boolean> action) {
            throw new IllegalStateException("no transaction is active");
        }
    };

    /** Whether the calling thread is inside a transaction. */
    boolean isActive();

    /**
     * Runs the action once the calling thread's transaction has ended, told whether it was committed.
     *
     * @throws IllegalStateException if none is active
     */
    void afterCompletion(Consumer<Boolean> action);
}
