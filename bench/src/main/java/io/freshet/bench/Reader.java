package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One subscriber, which comes back after its connection has ended, with the last id it saw. Touched by its loop's thread only. */
final class Reader {
    private final Site site;
    private final String target;
    private final StreamParser events;

    private @Nullable SocketChannel channel;
    private ResponseParser response;
    private boolean opening;

    Reader(Site site, String topic, StreamParser.Sink sink) {
        Dialect dialect = site.dialect();
        this.site = site;
        this.target = dialect.stream(topic);
        this.events = new StreamParser(
                dialect.before(topic).length(), site.size(), dialect.after().length(), sink);
        this.response = new ResponseParser(events);
    }

    /** @param source the address that it comes from, with any port; null leaves it to the system */
    void connect(@Nullable InetSocketAddress source, Selector selector) throws IOException {
        events.cut();
        response = new ResponseParser(events);
        opening = true;
        SocketChannel fresh = SocketChannel.open();
        channel = fresh;
        fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
        fresh.configureBlocking(false);
        fresh.register(selector, SelectionKey.OP_CONNECT, this);
        if (source != null) {
            fresh.bind(source);
        }
        fresh.connect(site.address());
    }

    void connected(SelectionKey key) throws IOException {
        SocketChannel connected = (SocketChannel) key.channel();
        connected.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        String id = events.lastId();
        String request = Site.get(target, id.isEmpty() ? "" : "Last-Event-ID: " + id + "\r\n");
        connected.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
    }

    /** @return false if the response has ended */
    boolean read(SelectionKey key, byte[] buffer) throws IOException {
        int count = ((SocketChannel) key.channel()).read(ByteBuffer.wrap(buffer));
        if (count < 0) {
            return false;
        }
        response.accept(buffer, 0, count);
        return !response.isAtEnd() && (response.status() == 0 || response.status() == 200);
    }

    /** Whether this is the first call since the connection was asked for that finds it answered or ended. */
    boolean hasJustOpened() {
        boolean isAnswered = response.status() != 0 || channel == null;
        if (!opening || !isAnswered) {
            return false;
        }
        opening = false;
        return true;
    }

    /** Ends the connection as a network does that is lost and found: without a goodbye, and with what is on its way. */
    void breakOff() {
        try {
            if (channel != null) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException ignored) {
            // It is gone either way.
        }
        close();
        opening = false;
    }

    void close() {
        try {
            if (channel != null) {
                channel.close();
                channel = null;
            }
        } catch (IOException ignored) {
            // It is gone either way.
        }
    }
}
