package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.LogRecord;
import io.freshet.Publication;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.SubscriptionChange;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a response owes its reader, reckoned anew from what the log holds: {@code connect} first, ids that never fall, every event
 * that a selector matched at the event's own position and no other, each once and in order, and for every id all of them before
 * it, unless a {@code gap} said otherwise.
 */
final class Promise {
    private final TestHub hub;
    private final SubscriberKey key;
    private final Set<Selector> initially;

    /** @param initially what the subscriber selected when it came to be */
    Promise(TestHub hub, SubscriberKey key, String... initially) {
        this.hub = hub;
        this.key = key;
        this.initially = Selector.all(List.of(initially));
    }

    /** Checks what the peer has got so far. */
    void isKeptBy(RecordingTransport response) {
        List<SseBlock> frames = response.frames();
        if (frames.isEmpty() || frames.get(0).is("close")) {
            assertThat(frames).as("a response that never began").hasSizeLessThanOrEqualTo(1);
            return;
        }
        assertThat(frames.get(0).event()).as("first of %s", frames).isEqualTo("connect");
        TreeMap<Long, Boolean> open = new TreeMap<>();
        hub.records.stream().filter(this::isOwed).forEach(record -> open.put(ordinal(record), true));
        Set<Long> delivered = new HashSet<>();
        long last = ordinal(frames.get(0));
        open.headMap(last, true).clear();
        boolean closed = false;
        for (SseBlock frame : frames) {
            assertThat(closed).as("nothing after close in %s", frames).isFalse();
            closed = frame.is("close");
            if (frame.sequence() < 0) {
                continue;
            }
            long sequence = ordinal(frame);
            assertThat(sequence).as("ids never fall in %s", frames).isGreaterThanOrEqualTo(last);
            last = sequence;
            if (frame.is("gap")) {
                open.headMap(sequence, true).clear();
            } else if (frame.isEvent() && !frame.isOwn() && !frame.is("state")) {
                assertThat(delivered.add(sequence))
                        .as("%s once in %s", frame, frames)
                        .isTrue();
                assertThat(open.remove(sequence))
                        .as("%s is owed in %s", frame, frames)
                        .isNotNull();
            }
            if (frame.isComplete()) {
                assertThat(open.headMap(sequence, true).keySet())
                        .as("owed before %s in %s, log %s", frame, frames, hub.records)
                        .isEmpty();
            }
        }
    }

    /** Checks also that all that is owed up to the head of the log has come. */
    void isFulfilledBy(RecordingTransport response) {
        isKeptBy(response);
        List<SseBlock> frames = response.frames();
        long from = ordinal(frames.get(0));
        for (SseBlock frame : frames) {
            from = frame.is("gap") ? ordinal(frame) : from;
        }
        long after = from;
        assertThat(response.events().stream()
                        .filter(frame -> !frame.is("state"))
                        .map(this::ordinal)
                        .filter(sequence -> sequence > after))
                .as("all that is owed, in %s", frames)
                .isEqualTo(hub.records.stream()
                        .filter(record -> ordinal(record) > after && isOwed(record))
                        .map(this::ordinal)
                        .toList());
    }

    private long ordinal(LogRecord record) {
        return hub.ordinal(record.id().epoch(), record.id().sequence());
    }

    private long ordinal(SseBlock frame) {
        String id = Objects.requireNonNull(frame.id());
        return hub.ordinal(id.substring(0, id.indexOf(':')), frame.sequence());
    }

    private boolean isOwed(LogRecord record) {
        return record.entry() instanceof Publication publication
                && publication.topics().stream()
                        .anyMatch(topic -> selectorsAt(record).stream().anyMatch(selector -> selector.matches(topic)));
    }

    private Set<Selector> selectorsAt(LogRecord at) {
        Set<Selector> selectors = initially;
        long revision = 0;
        for (LogRecord record : hub.records) {
            if (record == at) {
                break;
            }
            if (record.entry() instanceof SubscriptionChange change
                    && change.subscriber().equals(key)
                    && change.revision() > revision) {
                revision = change.revision();
                selectors = change.selectors();
            }
        }
        return selectors;
    }
}
