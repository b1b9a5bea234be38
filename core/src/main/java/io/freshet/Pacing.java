package io.freshet;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Has those who wait for their publishing wait a little longer while the lanes are behind, so that they slow down before anything
 * is lost. Lanes never wait for readers, so a slow reader holds nobody up here; nor is anybody held up who does not wait.
 */
final class Pacing {
    /** How many records a lane may be behind before publishers are held: more than it hands out in one turn. */
    private static final int MAX_BEHIND = 256;

    private final Window window;
    private final List<Lane> lanes;
    private final Executor worker;

    // Guarded by this.
    private final Queue<Held> held = new ArrayDeque<>();
    private boolean closed;

    private volatile boolean holding;

    Pacing(Window window, List<Lane> lanes, Executor worker) {
        this.window = window;
        this.lanes = lanes;
        this.worker = worker;
    }

    /** The stage, completed no sooner than every lane is nearly up to where the log is now. */
    CompletionStage<EventId> pace(CompletionStage<EventId> published) {
        long due = window.end() - MAX_BEHIND;
        if (slowest() >= due) {
            return published;
        }
        CompletableFuture<EventId> result = new CompletableFuture<>();
        published.whenComplete((id, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                hold(new Held(due, id, result));
            }
        });
        return result;
    }

    private void hold(Held publishing) {
        synchronized (this) {
            held.add(publishing);
            holding = true;
        }
        release();
    }

    /** A lane has moved on. */
    void moved() {
        if (holding) {
            release();
        }
    }

    private synchronized void release() {
        long reached = closed ? Long.MAX_VALUE : slowest();
        while (!held.isEmpty() && held.element().due <= reached) {
            Held next = held.remove();
            complete(next);
        }
        holding = !held.isEmpty();
    }

    /** What an application does next is not for a lane to do. */
    private void complete(Held publishing) {
        try {
            worker.execute(() -> publishing.result.complete(publishing.id));
        } catch (RejectedExecutionException workerIsClosed) {
            publishing.result.complete(publishing.id);
        }
    }

    private long slowest() {
        long slowest = Long.MAX_VALUE;
        for (Lane lane : lanes) {
            slowest = Math.min(slowest, lane.handedOut());
        }
        return slowest;
    }

    /** The lanes move no more: nobody is held. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        release();
    }

    private record Held(long due, EventId id, CompletableFuture<EventId> result) {}
}
