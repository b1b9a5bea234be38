package io.freshet.bench;

import io.freshet.Event;
import io.freshet.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Publishers of one log, each with one append at a time. */
final class AppendRun {
    private static final String DATA = "x".repeat(200);

    private final EventLog log;
    private final int publishers;

    AppendRun(EventLog log, int publishers) {
        this.log = log;
        this.publishers = publishers;
    }

    AppendTimes measure(int warmUpSeconds, int seconds) throws InterruptedException {
        long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds);
        long end = begin + TimeUnit.SECONDS.toNanos(seconds);
        List<AppendTimes> each = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < publishers; i++) {
            AppendTimes own = new AppendTimes();
            Thread thread = new Thread(() -> publish(own, begin, end), "publisher-" + i);
            each.add(own);
            threads.add(thread);
            thread.start();
        }
        AppendTimes times = new AppendTimes();
        for (int i = 0; i < publishers; i++) {
            threads.get(i).join();
            times.join(each.get(i));
        }
        times.lasted(seconds);
        return times;
    }

    private void publish(AppendTimes times, long begin, long end) {
        io.freshet.Publication publication =
                new io.freshet.Publication(List.of("stores/2/SLS_01_01"), false, Event.of("SLS_01_01", DATA));
        long before = System.nanoTime();
        while (before < end) {
            log.append(publication).toCompletableFuture().join();
            long after = System.nanoTime();
            if (before >= begin && after <= end) {
                times.took(after - before);
            }
            before = after;
        }
    }
}
