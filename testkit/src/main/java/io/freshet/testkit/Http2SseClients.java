package io.freshet.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients over HTTP/2, each on a TCP connection of its own. Needs {@code jetty-http2-client}, and for TLS
 * {@code jetty-alpn-java-client}. May be used by any number of threads.
 */
public final class Http2SseClients implements AutoCloseable {
    private final HTTP2Client client = new HTTP2Client();
    private final Queue<Http2Hearing> hearings = new ConcurrentLinkedQueue<>();
    private final @Nullable SSLContext context;
    private final SslContextFactory.@Nullable Client tls;

    private Http2SseClients(@Nullable SSLContext context) {
        this.context = context;
        if (context == null) {
            tls = null;
        } else {
            tls = new SslContextFactory.Client();
            tls.setSslContext(context);
        }
        QueuedThreadPool threads = new QueuedThreadPool(8);
        threads.setDaemon(true);
        threads.setName("http2-clients");
        client.setExecutor(threads);
        client.setSelectors(1);
        // Who is given up, and when, is the server's matter.
        client.setIdleTimeout(0);
        client.setStreamIdleTimeout(0);
        LifeCycle.start(client);
        if (tls != null) {
            LifeCycle.start(tls);
        }
    }

    /** In the clear, to servers of which it is known before that they speak HTTP/2. */
    public static Http2SseClients cleartext() {
        return new Http2SseClients(null);
    }

    /** Over TLS, where the server chooses the protocol (ALPN). The context says whom to trust. */
    public static Http2SseClients tls(SSLContext context) {
        return new Http2SseClients(context);
    }

    /** Others of the same kind, with threads of their own. */
    public Http2SseClients others() {
        return new Http2SseClients(context);
    }

    /** A request to a port of this machine. */
    public Request to(int port, String target) {
        return new Request(settings -> connect(port, settings), origin(port), target);
    }

    /** A connection to a port of this machine without any request: see {@link Http2SseClient#request}. */
    public Http2SseClient connectOnly(int port) throws IOException {
        return new Http2SseClient(connect(port, Map.of()), origin(port));
    }

    private String origin(int port) {
        return (tls == null ? "http" : "https") + "://localhost:" + port;
    }

    private Http2SseClient.Line connect(int port, Map<Integer, Integer> settings) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Http2Hearing hearing = new Http2Hearing(settings);
        hearings.add(hearing);
        Session session = Http2SseClient.result(
                tls == null ? client.connect(address, hearing) : client.connect(tls, address, hearing));
        return new Http2SseClient.Line((HTTP2Session) session, hearing);
    }

    /** Ends all connections that its clients have left open. */
    @Override
    public void close() {
        hearings.forEach(Http2Hearing::close);
        LifeCycle.stop(client);
        if (tls != null) {
            LifeCycle.stop(tls);
        }
    }

    /** A request that is being put together. */
    public static final class Request implements SseClient.Request {
        private final Wire wire;
        private final String origin;
        private final String target;
        private final HttpFields.Mutable headers = HttpFields.build().put("Accept", "text/event-stream");
        private Map<Integer, Integer> settings = Map.of();

        Request(Wire wire, String origin, String target) {
            this.wire = wire;
            this.origin = origin;
            this.target = target;
        }

        @Override
        public Request header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /** The window of each of the connection's streams; of a connection that is there already it stays what it is. */
        @Override
        public Request receiveBuffer(int bytes) {
            settings = Map.of(SettingsFrame.INITIAL_WINDOW_SIZE, bytes);
            return this;
        }

        @Override
        public Http2SseClient send() throws IOException {
            Http2SseClient client = new Http2SseClient(wire.connection(settings), origin);
            client.send(target, headers.asImmutable());
            return client;
        }

        @Override
        public Http2SseClient open() throws IOException {
            Http2SseClient client = send();
            client.head();
            return client;
        }
    }

    /** Which connection a request goes over. */
    interface Wire {
        /** @param settings what a new one is to begin with */
        Http2SseClient.Line connection(Map<Integer, Integer> settings) throws IOException;
    }
}
