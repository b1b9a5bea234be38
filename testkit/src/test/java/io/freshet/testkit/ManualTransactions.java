package io.freshet.testkit;

import io.freshet.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One transaction that begins and ends when told. */
final class ManualTransactions implements Transactions {
    private final List<Consumer<Boolean>> actions = new ArrayList<>();
    private boolean active;

    void begin() {
        active = true;
    }

    void commit() {
        end(true);
    }

    void rollBack() {
        end(false);
    }

    private void end(boolean committed) {
        active = false;
        List<Consumer<Boolean>> waiting = List.copyOf(actions);
        actions.clear();
        waiting.forEach(action -> action.accept(committed));
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public void afterCompletion(Consumer<Boolean> action) {
        if (!active) {
            throw new IllegalStateException("no transaction is active");
        }
        actions.add(action);
    }
}
