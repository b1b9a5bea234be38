package io.freshet.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The map that every team writes first: one emitter and one set of subscriptions per store, both removed by key. It is here for
 * its mistakes.
 */
final class NaiveEmitterMap {
    private final Map<Long, Emitter> emitters = new ConcurrentHashMap<>();
    private final Map<Long, Set<String>> subscriptions = new ConcurrentHashMap<>();

    Emitter connect(long store) {
        Emitter newEmitter = new Emitter();
        emitters.compute(store, (key, existing) -> {
            if (existing != null) {
                existing.complete();
                subscriptions.remove(store);
            }
            return newEmitter;
        });
        return newEmitter;
    }

    /** What the emitter's completion callback does, whenever the container comes round to calling it. */
    void onCompletion(long store) {
        subscriptions.remove(store);
        emitters.remove(store);
    }

    void subscribe(long store, Set<String> cards) {
        subscriptions.put(store, cards);
    }

    void send(long store, String card, String data) {
        Emitter emitter = emitters.get(store);
        if (emitter != null && subscriptions.getOrDefault(store, Set.of()).contains(card)) {
            emitter.sent.add(data);
        }
    }

    @Nullable
    Emitter emitter(long store) {
        return emitters.get(store);
    }

    Set<String> subscriptions(long store) {
        return new HashSet<>(subscriptions.getOrDefault(store, Set.of()));
    }

    /** An open response. */
    static final class Emitter {
        private final List<String> sent = new ArrayList<>();
        private boolean completed;

        void complete() {
            completed = true;
        }

        boolean isCompleted() {
            return completed;
        }

        List<String> sent() {
            return sent;
        }
    }
}
