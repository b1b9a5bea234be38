package io.freshet.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection over HTTP/2, each of whose streams is a channel of its own with one {@link Http2Request}. Touched by the event loop
 * only.
 */
final class Http2Requests extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Requests.class);

    /** Seconds in which a peer may reset four times as many streams as it may have open: pages are reloaded. */
    private static final int RESETS_SECONDS = 30;

    private static final int RESETS_PER_STREAM = 4;

    private final Service service;
    private final ServerSettings settings;
    private final Channel channel;
    private final Patience patience;
    private final Set<Channel> streams = new HashSet<>();

    private Http2Requests(Channel channel, Service service) {
        this.channel = channel;
        this.service = service;
        this.settings = service.settings();
        this.patience = new Patience(service.lane().loop(), channel::close);
    }

    /** Has a connection served that speaks HTTP/2, as nothing of it has been read yet. */
    static void serve(Channel channel, Service service) {
        Http2Requests requests = new Http2Requests(channel, service);
        ServerSettings settings = service.settings();
        int streams = settings.maxStreams();
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(streams)
                        .maxHeaderListSize(settings.maxHeaderBytes()))
                .gracefulShutdownTimeoutMillis(settings.drain().toMillis())
                .decoderEnforceMaxRstFramesPerWindow(RESETS_PER_STREAM * streams, RESETS_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(RESETS_PER_STREAM * streams, RESETS_SECONDS)
                .build();
        codec.connection().addListener(requests.new Watch(codec.connection()));
        channel.pipeline()
                .addLast(requests.new OneFlush())
                .addLast(codec)
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        requests.add(stream);
                    }
                }))
                .addLast(requests);
    }

    private void add(Channel stream) {
        streams.add(stream);
        stream.closeFuture().addListener(closed -> streams.remove(stream));
        stream.pipeline().addLast(new Http2Request(stream, service));
    }

    /** What several streams are sent in one turn of their lane goes out together. */
    private final class OneFlush extends ChannelOutboundHandlerAdapter {
        private boolean due;

        @Override
        public void flush(ChannelHandlerContext context) {
            if (streams.size() < 2) {
                context.flush();
            } else if (!due) {
                due = true;
                service.lane().execute(() -> {
                    due = false;
                    context.flush();
                });
            }
        }
    }

    /** Waits for streams while there are none. */
    private final class Watch extends Http2ConnectionAdapter {
        private final Http2Connection connection;

        Watch(Http2Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onStreamActive(Http2Stream stream) {
            patience.relax();
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            if (connection.numActiveStreams() == 0) {
                patience.waitFor(settings.idleTimeout());
            }
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        patience.waitFor(settings.requestTimeout());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        patience.stop();
    }

    /** Frames of the connection itself: the codec has seen to them. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == NettyServer.CLOSING) {
            List<Channel> open = new ArrayList<>(streams);
            open.forEach(stream -> stream.pipeline().fireUserEventTriggered(event));
            // GOAWAY, and the end when the last stream is over.
            channel.close();
        } else if (event instanceof SslCloseCompletionEvent) {
            channel.unsafe().close(channel.voidPromise());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        LOG.debug("A connection from {} failed", channel.remoteAddress(), failure);
        channel.close();
    }
}
