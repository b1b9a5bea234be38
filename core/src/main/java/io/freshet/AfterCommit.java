package io.freshet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The position of an event that goes out once a transaction has committed. Waiting for it inside that transaction would wait
 * for ever, so that is refused.
 */
final class AfterCommit extends CompletableFuture<EventId> {
    private final Transactions transactions;

    AfterCommit(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public EventId join() {
        refuseInsideTransaction();
        return super.join();
    }

    @Override
    public EventId get() throws InterruptedException, ExecutionException {
        refuseInsideTransaction();
        return super.get();
    }

    @Override
    public EventId get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuseInsideTransaction();
        return super.get(timeout, unit);
    }

    private void refuseInsideTransaction() {
        if (!isDone() && transactions.isActive()) {
            throw new IllegalStateException(
                    "the event goes out after the transaction has committed: waiting for it inside the transaction would never end");
        }
    }
}
