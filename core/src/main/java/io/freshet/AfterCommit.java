package io.freshet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The position of an event that goes out once a transaction has committed. Waiting for it inside that transaction would wait
 * for ever, so that is refused.
 */
final class AfterCommit<T> extends CompletableFuture<T> {
    private final Transactions transactions;

    AfterCommit(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public T join() {
        refuseInsideTransaction();
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuseInsideTransaction();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuseInsideTransaction();
        return super.get(timeout, unit);
    }

    /** What depends on it waits for the same commit. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new AfterCommit<>(transactions);
    }

    private void refuseInsideTransaction() {
        if (!isDone() && transactions.isActive()) {
            throw new IllegalStateException(
                    "the event goes out after the transaction has committed: waiting for it inside the transaction would never end");
        }
    }
}
