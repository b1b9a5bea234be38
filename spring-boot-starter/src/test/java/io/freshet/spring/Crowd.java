package io.freshet.spring;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Many clients of one server that ask for a stream each, on one thread and one selector. */
final class Crowd implements AutoCloseable {
    /** As many as a server may be asked by at the same time without dropping one. */
    private static final int ASKING_AT_ONCE = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private final InetSocketAddress server;
    private final byte[] request;
    private final List<SocketChannel> streams = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private int asking;

    Crowd(InetSocketAddress server, String target) throws IOException {
        this.server = server;
        this.request = ("GET " + target + " HTTP/1.1\r\nHost: " + server.getHostString()
                        + "\r\nAccept: text/event-stream\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Asks for so many streams, and returns once each of them was begun or refused. */
    void ask(int count) throws IOException {
        int left = count;
        long answeredAt = System.nanoTime();
        while (left > 0 || asking > 0) {
            for (; left > 0 && asking < ASKING_AT_ONCE; left--) {
                connect();
            }
            int before = asking;
            selector.select(PATIENCE.toMillis());
            for (SelectionKey key : selector.selectedKeys()) {
                goOn(key);
            }
            selector.selectedKeys().clear();
            if (asking < before) {
                answeredAt = System.nanoTime();
            } else if (System.nanoTime() - answeredAt > TimeUnit.SECONDS.toNanos(PATIENCE.toSeconds())) {
                throw new IOException(asking + " requests got no answer within " + PATIENCE + "; " + streams.size()
                        + " streams are open and " + refusals.size() + " were refused");
            }
        }
    }

    private void connect() throws IOException {
        SocketChannel socket = SocketChannel.open();
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_CONNECT, new StringBuilder());
        socket.connect(server);
        asking++;
    }

    private void goOn(SelectionKey key) throws IOException {
        SocketChannel socket = (SocketChannel) key.channel();
        if (key.isConnectable()) {
            socket.finishConnect();
            if (socket.write(ByteBuffer.wrap(request)) < request.length) {
                throw new IOException("a new connection does not take " + request.length + " bytes");
            }
            key.interestOps(SelectionKey.OP_READ);
            return;
        }
        buffer.clear();
        if (socket.read(buffer) < 0) {
            throw new EOFException("ended after: " + key.attachment());
        }
        StringBuilder answer = (StringBuilder) key.attachment();
        answer.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        if (answer.indexOf("HTTP/1.1 200") == 0 && answer.indexOf("event: connect") > 0) {
            key.cancel();
            streams.add(socket);
            asking--;
        } else if (answer.indexOf("HTTP/1.1 200") != 0 && answer.indexOf("\r\n\r\n") > 0) {
            socket.close();
            refusals.add(answer.toString().toLowerCase(Locale.ROOT));
            asking--;
        }
    }

    /** Closes so many of the streams. */
    void leave(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            streams.remove(streams.size() - 1).close();
        }
    }

    /** How many streams have begun and are open. */
    int streams() {
        return streams.size();
    }

    /** The answers to those that have not, in small letters. */
    List<String> refusals() {
        return refusals;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel stream : streams) {
            stream.close();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
