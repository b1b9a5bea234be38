package io.freshet.file;

import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogEntryCodec;
import io.freshet.LogPage;
import io.freshet.MemoryEventLog.Bounds;
import io.freshet.Publication;
import io.freshet.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Logs of tests, and what is asked of them. */
final class Logs {
    private static final long PATIENCE_SECONDS = 60;

    private Logs() {}

    static FileEventLog open(Path path) {
        return open(path, Fsync.NEVER, 1 << 20);
    }

    static FileEventLog open(Path path, Fsync fsync, int count) {
        return open(path, fsync, new Bounds(count, 1L << 30, Duration.ofDays(1)), TimeSource.system());
    }

    static FileEventLog open(Path path, Fsync fsync, Bounds bounds, TimeSource time) {
        return FileEventLog.open(path, fsync, bounds, new LogEntryCodec(), time);
    }

    /** The answer, waited for with patience. */
    static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static Publication entry(String data) {
        return new Publication(List.of("topic"), false, Event.message(data));
    }

    static EventId append(EventLog log, String data) throws Exception {
        return answer(log.append(entry(data)));
    }

    /** Appends these numbers, written together as far as they come. */
    static List<EventId> append(EventLog log, long from, long to) throws Exception {
        List<CompletionStage<EventId>> stages = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            stages.add(log.append(entry(Long.toString(number))));
        }
        List<EventId> ids = new ArrayList<>();
        for (CompletionStage<EventId> stage : stages) {
            ids.add(answer(stage));
        }
        return ids;
    }

    /** The data of everything after a position, in its order. */
    static List<String> dataAfter(EventLog log, EventId after) throws Exception {
        List<String> data = new ArrayList<>();
        EventId position = after;
        while (true) {
            LogPage page = answer(log.since(position, 500));
            page.records()
                    .forEach(record ->
                            data.add(((Publication) record.entry()).event().data()));
            if (page.records().isEmpty()) {
                return data;
            }
            position = page.records().get(page.records().size() - 1).id();
        }
    }

    /** The data of everything that a log has. */
    static List<String> data(FileEventLog log) throws Exception {
        return dataAfter(log, new EventId(head(log).epoch(), 0));
    }

    static EventId head(EventLog log) {
        List<EventId> heads = new ArrayList<>();
        log.tail(new EventLog.Tail() {
            @Override
            public void begin(EventId head) {
                heads.add(head);
            }

            @Override
            public void next(io.freshet.LogRecord record) {
                // Where it began is all that is asked.
            }
        });
        return heads.get(0);
    }
}
