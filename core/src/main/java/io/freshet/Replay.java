package io.freshet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's cursor through the log, from the position it resumes at to its lane's: by the window where the window reaches
 * back far enough, by pages of the log where it does not. Touched by the lane's thread only.
 */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private static final int PAGE_RECORDS = 256;

    /** How many records are looked at in one go, whether they are owed or not. */
    private static final int LOOK_AT = 2048;

    private final Lane lane;
    private final Window window;
    private final Hub.Parts parts;
    private final Feed feed;
    private final Deque<LogRecord> page = new ArrayDeque<>();

    private EventId position;
    private boolean reading;

    Replay(EventId from, Lane lane, Hub.Parts parts, Feed feed) {
        this.position = from;
        this.lane = lane;
        this.window = parts.window();
        this.parts = parts;
        this.feed = feed;
    }

    /** Everything owed up to here has been read. */
    EventId position() {
        return position;
    }

    /** Whether a page of the log is on its way; its arrival flushes the connection. */
    boolean isReading() {
        return reading;
    }

    /** The next blocks that are owed, up to the lane's position; perhaps none although there are more to read. */
    List<byte[]> read(int atLeastBytes) {
        List<byte[]> batch = new ArrayList<>();
        if (!page.isEmpty()) {
            readPage(batch, atLeastBytes);
            return batch;
        }
        long index = window.indexAfter(position);
        if (index >= 0) {
            readWindow(index, batch, atLeastBytes);
        } else {
            askForPage();
        }
        return batch;
    }

    private void readWindow(long from, List<byte[]> batch, int atLeastBytes) {
        int bytes = 0;
        long end = Math.min(lane.cursor(), from + LOOK_AT);
        for (long index = from; index < end && bytes < atLeastBytes; index++) {
            Window.Slot slot = window.get(index);
            if (slot == null) {
                return;
            }
            if (slot.entry() instanceof Publication publication && feed.isOwed(slot.position(), publication)) {
                if (feed.hasMissed()) {
                    return;
                }
                batch.add(slot.block());
                bytes += slot.block().length;
            }
            if (slot.entry() instanceof SubscriptionChange change && !passes(change, slot.position(), batch)) {
                return;
            }
            position = slot.position();
        }
    }

    private void readPage(List<byte[]> batch, int atLeastBytes) {
        int bytes = 0;
        while (bytes < atLeastBytes && !page.isEmpty()) {
            LogRecord record = page.element();
            if (record.id().isAfter(lane.position())) {
                page.clear();
                return;
            }
            if (record.entry() instanceof Publication publication && feed.isOwed(record.id(), publication)) {
                if (feed.hasMissed()) {
                    return;
                }
                byte[] block = Frames.event(record.id(), publication.event());
                batch.add(block);
                bytes += block.length;
            }
            if (record.entry() instanceof SubscriptionChange change && !passes(change, record.id(), batch)) {
                page.clear();
                return;
            }
            page.remove();
            position = record.id();
        }
    }

    /** @return whether the replay goes on behind it; if not, it does where it is known again what is selected */
    private boolean passes(SubscriptionChange change, EventId at, List<byte[]> batch) {
        if (!feed.recalls(change, at)) {
            position = notBeforeRecalled(at);
            return false;
        }
        byte[] told = feed.reselected(at);
        if (told != null && !feed.hasMissed()) {
            batch.add(told);
        }
        return true;
    }

    /** The same position, or a later one from which on it is known what is selected, whatever is lost before it. */
    private EventId notBeforeRecalled(EventId lost) {
        EventId recalledUntil = feed.recalledUntil();
        return recalledUntil != null && recalledUntil.sameEpoch(lost) && recalledUntil.isAfter(lost)
                ? earliest(recalledUntil, lane.position())
                : lost;
    }

    private void askForPage() {
        reading = true;
        parts.pageAfter(position, PAGE_RECORDS)
                .whenComplete((arrived, failure) -> lane.execute(() -> {
                    reading = false;
                    if (!feed.reads(this)) {
                        return;
                    }
                    if (failure != null) {
                        LOG.warn("The log could not be read after {}", position, failure);
                        feed.connection().end(CloseReason.FAILED);
                    } else {
                        arrived(arrived);
                    }
                }));
    }

    private void arrived(LogPage arrived) {
        if (!arrived.from().sameEpoch(position) || !window.origin().sameEpoch(position)) {
            // The lane is about to come to where the log began anew, which ends this replay.
            reading = true;
            return;
        }
        if (!arrived.from().equals(position)) {
            skipTo(arrived.from());
        } else {
            page.addAll(arrived.records());
        }
        feed.flush();
    }

    /** What lay between the cursor and this position is gone from the log; what the window still has of it is not lost. */
    private void skipTo(EventId oldestInLog) {
        EventId goesOnFrom = earliest(earliest(oldestInLog, window.oldestPosition()), lane.position());
        if (goesOnFrom.isAfter(position)) {
            position = notBeforeRecalled(goesOnFrom);
            feed.gap(GapReason.TRIMMED, position);
        }
    }

    private static EventId earliest(EventId one, EventId other) {
        return one.isAfter(other) ? other : one;
    }
}
