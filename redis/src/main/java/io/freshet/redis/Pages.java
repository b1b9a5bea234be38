package io.freshet.redis;

import io.freshet.EventId;
import io.freshet.LogPage;
import io.freshet.LogRecord;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads pages of the stream, up to what this node has seen of it. May be used by any thread. */
final class Pages {
    private final RedisLogSettings settings;
    private final Shown shown;
    private final Link link;
    private final ScheduledExecutorService timer;

    Pages(RedisLogSettings settings, Shown shown, Link link, ScheduledExecutorService timer) {
        this.settings = settings;
        this.shown = shown;
        this.link = link;
        this.timer = timer;
    }

    CompletionStage<LogPage> since(EventId after, int limit) {
        StreamPosition head = shown.position();
        StreamPosition from = StreamPosition.of(after);
        if (from == null || from.life() != head.life() || !head.isAfter(from)) {
            return CompletableFuture.completedFuture(new LogPage(head.eventId(), List.of()));
        }
        CompletableFuture<LogPage> result = new CompletableFuture<>();
        ScheduledFuture<?> deadline = timer.schedule(
                () -> result.completeExceptionally(new RedisLogException(
                        "the log was not read within " + settings.timeout().toMillis() + " ms", null)),
                settings.timeout().toMillis(),
                TimeUnit.MILLISECONDS);
        result.whenComplete((page, failure) -> deadline.cancel(false));
        try {
            link.use(session -> {
                if (!result.isDone()) {
                    read(session, from, limit, result);
                }
            });
        } catch (RedisLogException away) {
            result.completeExceptionally(away);
        }
        return result;
    }

    private void read(Session session, StreamPosition from, int limit, CompletableFuture<LogPage> result) {
        session.page(from, limit).whenComplete((messages, failure) -> {
            if (failure != null) {
                result.completeExceptionally(
                        new RedisLogException("the log was not read: " + failure.getMessage(), failure));
                return;
            }
            try {
                result.complete(page(from, messages));
            } catch (RuntimeException unreadable) {
                result.completeExceptionally(unreadable);
            }
        });
    }

    /** What follows without a hole, from the position itself or, where that is gone, from the first that is not. */
    private LogPage page(StreamPosition after, List<StreamMessage<String, byte[]>> messages) {
        StreamPosition head = shown.position();
        StreamPosition from = after;
        StreamPosition last = after;
        List<LogRecord> records = new ArrayList<>();
        for (StreamMessage<String, byte[]> message : messages) {
            StreamPosition at = StreamPosition.of(message.getId());
            if (at.isAfter(head)) {
                break;
            }
            LogRecord record = record(at, message);
            if (record == null || at.number() != last.number() + 1) {
                if (!records.isEmpty()) {
                    break;
                }
                from = record == null ? at : at.before();
            }
            if (record != null) {
                records.add(record);
            }
            last = at;
        }
        if (messages.isEmpty() && head.life() == after.life()) {
            // All that this node has seen was trimmed.
            from = head;
        }
        return new LogPage(from.eventId(), records);
    }

    private @Nullable LogRecord record(StreamPosition at, StreamMessage<String, byte[]> message) {
        byte[] entry = message.getBody().get("e");
        try {
            return entry == null
                    ? null
                    : new LogRecord(at.eventId(), settings.codec().decode(entry));
        } catch (IllegalArgumentException passedOverBefore) {
            return null;
        }
    }
}
