package io.freshet.redis;

import io.freshet.Refusal;
import io.freshet.Transport;
import io.freshet.testkit.SseBlock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A peer that takes everything at once. Its lane writes, the test reads. */
final class Reader implements Transport {
    private final List<SseBlock> frames = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    List<SseBlock> frames() {
        return frames;
    }

    List<String> data() {
        return frames.stream()
                .filter(frame -> frame.isEvent() && !frame.isOwn())
                .map(SseBlock::data)
                .toList();
    }

    /** The events' data and the gaps with their reasons, in their order. */
    List<String> story() {
        return frames.stream()
                .filter(frame -> frame.isEvent() && !frame.is("connect") && !frame.is("reselected"))
                .map(frame -> frame.is("gap") ? "gap " + frame.reason() : frame.data())
                .toList();
    }

    boolean isEnded() {
        return ended;
    }

    void waitFor(String data) {
        Waiting.until("'" + data + "' arrives after " + story(), () -> data().contains(data));
    }

    void waitForGap() {
        Waiting.until("a gap is told after " + story(), () -> frames.stream().anyMatch(frame -> frame.is("gap")));
    }

    @Override
    public boolean seesPeerGo() {
        return true;
    }

    @Override
    public void refuse(Refusal refusal) {
        ended = true;
    }

    @Override
    public void open() {}

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void send(List<byte[]> blocks) {
        blocks.forEach(block -> frames.addAll(SseBlock.parse(block)));
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public void abort() {
        ended = true;
    }
}
