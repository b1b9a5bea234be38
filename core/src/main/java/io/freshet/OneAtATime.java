package io.freshet;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Runs asynchronous tasks of one key one after the other, in the order they came; those of different keys side by side. */
final class OneAtATime<K> {
    private final Executor executor;

    /** A key is here while a task of it runs; the queue holds those that wait behind it. Guarded by this. */
    private final Map<K, Queue<Supplier<CompletionStage<?>>>> waiting = new HashMap<>();

    OneAtATime(Executor executor) {
        this.executor = executor;
    }

    /** @param task begins on the executor; the next one begins when its stage has completed. Must not throw */
    void submit(K key, Supplier<CompletionStage<?>> task) {
        synchronized (this) {
            Queue<Supplier<CompletionStage<?>>> queue = waiting.get(key);
            if (queue != null) {
                queue.add(task);
                return;
            }
            waiting.put(key, new ArrayDeque<>());
        }
        begin(key, task);
    }

    private void begin(K key, Supplier<CompletionStage<?>> task) {
        executor.execute(() -> task.get().whenComplete((result, failure) -> next(key)));
    }

    private void next(K key) {
        Supplier<CompletionStage<?>> task;
        synchronized (this) {
            Queue<Supplier<CompletionStage<?>>> queue = waiting.get(key);
            task = queue == null ? null : queue.poll();
            if (task == null) {
                waiting.remove(key);
                return;
            }
        }
        begin(key, task);
    }
}
