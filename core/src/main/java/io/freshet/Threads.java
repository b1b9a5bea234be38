package io.freshet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that a hub makes for itself, as far as it was not given others. */
final class Threads implements AutoCloseable {
    private static final int MAX_LANES = 4;
    private static final int WORKERS = 4;

    private final List<LaneExecutor> laneExecutors = new ArrayList<>();
    private final List<ExecutorService> workers = new ArrayList<>();

    List<LaneExecutor> lanes() {
        int count = Math.min(MAX_LANES, Runtime.getRuntime().availableProcessors());
        List<LaneExecutor> lanes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            lanes.add(laneExecutor("freshet-lane-" + i));
        }
        return lanes;
    }

    LaneExecutor timer() {
        return laneExecutor("freshet-timer");
    }

    ExecutorService worker() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor worker =
                new ThreadPoolExecutor(WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "freshet-worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        worker.allowCoreThreadTimeOut(true);
        workers.add(worker);
        return worker;
    }

    private LaneExecutor laneExecutor(String name) {
        LaneExecutor executor = new ThreadLaneExecutor(name);
        laneExecutors.add(executor);
        return executor;
    }

    @Override
    public void close() {
        laneExecutors.forEach(LaneExecutor::close);
        workers.forEach(ExecutorService::shutdown);
    }
}
