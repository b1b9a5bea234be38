package io.freshet.server;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Refusal;
import io.freshet.Transport;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream whose hub has other lanes than the event loop of its channel: everything goes from one to the other and back. */
final class ForeignLane implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignLane.class);

    private final EventLoop loop;
    private final Connection connection;
    private final Transport carrier;

    /** What was handed over is on its way. Set by the lane, cleared by the event loop. */
    private volatile boolean busy;

    /** @param carrier makes what carries the stream, given what to run when it can take more */
    ForeignLane(EventLoop loop, Connection connection, Function<Runnable, Transport> carrier) {
        this.loop = loop;
        this.connection = connection;
        this.carrier = carrier.apply(this::taken);
    }

    /** What the carrier throws would be told to nobody there: it ends the connection, as it does where a lane is the event loop. */
    private void onLoop(Runnable task) {
        loop.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error failure) {
                LOG.warn("The transport of {} failed", connection, failure);
                connection.end(CloseReason.FAILED);
            }
        });
    }

    private void taken() {
        busy = false;
        connection.writable();
    }

    @Override
    public boolean seesPeerGo() {
        return carrier.seesPeerGo();
    }

    @Override
    public void refuse(Refusal refusal) {
        carrier.refuse(refusal);
    }

    @Override
    public void open() {
        onLoop(carrier::open);
    }

    @Override
    public boolean isWritable() {
        return !busy;
    }

    @Override
    public void send(List<byte[]> blocks) {
        busy = true;
        onLoop(() -> {
            carrier.send(blocks);
            if (carrier.isWritable()) {
                taken();
            }
        });
    }

    @Override
    public void end() {
        onLoop(carrier::end);
    }

    @Override
    public void abort() {
        onLoop(carrier::abort);
    }
}
