package io.freshet.redis;

import java.util.ArrayList;
import java.util.List;

/** Waits until replicas have what was appended: once for all that was appended while it waited the last time. */
final class Replicas {
    private final int wanted;

    // Guarded by this.
    private List<Append> next = new ArrayList<>();
    private boolean waiting;

    Replicas(int wanted) {
        this.wanted = wanted;
    }

    /** Redis has the entry of this session. */
    void await(Append append, Session session) {
        synchronized (this) {
            next.add(append);
            if (waiting) {
                return;
            }
            waiting = true;
        }
        await(session);
    }

    private void await(Session session) {
        List<Append> batch;
        synchronized (this) {
            batch = next;
            next = new ArrayList<>();
            waiting = !batch.isEmpty();
        }
        if (batch.isEmpty()) {
            return;
        }
        session.replicated().whenComplete((have, failure) -> {
            for (Append append : batch) {
                if (failure != null) {
                    append.fail("it is not known whether replicas have the entry; it is in the log", failure);
                } else if (have < wanted) {
                    append.fail(
                            have + " replicas have the entry in place of " + wanted
                                    + "; it is in the log of the master",
                            null);
                } else {
                    append.replicated();
                }
            }
            await(session);
        });
    }
}
