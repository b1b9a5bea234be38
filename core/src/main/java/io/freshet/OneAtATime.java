package io.freshet;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs asynchronous tasks of one key one after the other, in the order they came; those of different keys side by side. */
final class OneAtATime<K> {
    private final Executor executor;

    /** A key is here while a task of it runs; the queue holds those that wait behind it. Guarded by this. */
    private final Map<K, Queue<Task>> waiting = new HashMap<>();

    OneAtATime(Executor executor) {
        this.executor = executor;
    }

    /**
     * @param run begins on the executor; the next one begins when its stage has completed. Must not throw
     * @param refused told in place of that if the executor does not take it
     */
    void submit(K key, Supplier<CompletionStage<?>> run, Consumer<RuntimeException> refused) {
        Task task = new Task(run, refused);
        synchronized (this) {
            Queue<Task> queue = waiting.get(key);
            if (queue != null) {
                queue.add(task);
                return;
            }
            waiting.put(key, new ArrayDeque<>());
        }
        begin(key, task);
    }

    /** Begins the first of these tasks that the executor takes. */
    private void begin(K key, @Nullable Task first) {
        for (Task task = first; task != null; task = next(key)) {
            Supplier<CompletionStage<?>> run = task.run;
            try {
                executor.execute(() -> run.get().whenComplete((result, failure) -> begin(key, next(key))));
                return;
            } catch (RuntimeException refused) {
                task.refused.accept(refused);
            }
        }
    }

    /** The task that has waited longest, or null if there is none; then the key is free. */
    private synchronized @Nullable Task next(K key) {
        Queue<Task> queue = waiting.get(key);
        Task task = queue == null ? null : queue.poll();
        if (task == null) {
            waiting.remove(key);
        }
        return task;
    }

    private record Task(Supplier<CompletionStage<?>> run, Consumer<RuntimeException> refused) {}
}
