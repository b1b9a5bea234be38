package io.freshet.server;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Refusal;
import io.freshet.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream on a channel, which is left to it once it has begun. What was handed over and does not go out at once is one batch at most: it
 * is writable again when all of it has. Everything but {@link #refuse} is done by the event loop.
 */
abstract class ChannelTransport extends ChannelInboundHandlerAdapter implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelTransport.class);

    private final Connection connection;
    private final EventLoopLane lane;
    private final Channel channel;
    private final Runnable writable;

    /** Null once the stream has begun. */
    private @Nullable Beginning beginning;

    /** Something that was handed over has not gone out yet. */
    private boolean waits;

    ChannelTransport(Connection connection, HttpExchange exchange, Exchange.StreamHeaders headers, Runnable writable) {
        this.connection = connection;
        this.lane = exchange.lane();
        this.channel = exchange.channel();
        this.writable = writable;
        this.beginning = new Beginning(exchange, headers);
    }

    private record Beginning(HttpExchange exchange, Exchange.StreamHeaders headers) {}

    /** The head of the response, as it is written to the channel. */
    abstract Object head(Iterable<Map.Entry<String, String>> headers);

    /** The channel of the socket. */
    abstract Channel socket();

    /** Writes and flushes this, and {@linkplain #awaits waits} for what has not gone out then. */
    abstract void write(ByteBuf bytes);

    final Connection connection() {
        return connection;
    }

    final EventLoopLane lane() {
        return lane;
    }

    final Channel channel() {
        return channel;
    }

    final boolean hasBegun() {
        return beginning == null;
    }

    /** Takes nothing more until this is done. */
    final void awaits(ChannelFuture taken) {
        waits = true;
        taken.addListener(done -> {
            waits = false;
            writable.run();
        });
    }

    @Override
    public final boolean seesPeerGo() {
        return true;
    }

    @Override
    public final void refuse(Refusal refusal) {
        Beginning asked = Objects.requireNonNull(beginning);
        asked.exchange.refuse(connection, asked.headers, refusal);
    }

    @Override
    public final void open() {
        Beginning asked = Objects.requireNonNull(beginning);
        if (channel.isActive()) {
            Object head;
            try {
                head = head(StreamAnswers.headers(connection, asked.headers));
            } catch (RuntimeException | Error failure) {
                asked.exchange.send(Answer.of(500));
                throw failure;
            }
            asked.exchange.handOverTo(this);
            SilentPeers.giveUpAfter(connection.heartbeat(), socket());
            channel.write(head, channel.voidPromise());
            if (asked.exchange.isClosing()) {
                connection.end(CloseReason.SHUTDOWN);
            }
        }
        beginning = null;
    }

    /** True for a channel that is closed, too: what it is sent vanishes, and its lane has nothing to wait for. */
    @Override
    public final boolean isWritable() {
        return !waits;
    }

    /** Without a head nothing may follow: what gave none is told of already. */
    @Override
    public final void send(List<byte[]> blocks) {
        if (hasBegun() && channel.isActive()) {
            write(lane.lastBatch().of(blocks, channel.alloc()));
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        connection.end(CloseReason.PEER_GONE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == NettyServer.CLOSING) {
            connection.end(CloseReason.SHUTDOWN);
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("The channel of {} failed", connection, failure);
        connection.end(CloseReason.PEER_GONE);
        channel.close();
    }
}
