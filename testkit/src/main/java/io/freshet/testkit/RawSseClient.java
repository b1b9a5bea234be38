package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/1 on a socket of its own, plain or with TLS. What is not read stays in the kernel's buffers. */
public final class RawSseClient implements SseClient {
    private final Socket wire;
    /** What the bytes go through: the wire itself, or TLS on it. */
    private final Socket socket;

    private final InputStream in;
    private @Nullable Head head;
    private @Nullable InputStream body;

    private RawSseClient(Socket wire, Socket socket) throws IOException {
        this.wire = wire;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** A request to a port of this machine. */
    public static Request to(int port, String target) {
        return to(InetAddress.getLoopbackAddress(), port, target);
    }

    /** A request to a port of another machine. */
    public static Request to(InetAddress host, int port, String target) {
        return new Request(host, port, target);
    }

    /** A connection without any request. */
    public static RawSseClient connectOnly(int port) throws IOException {
        return to(port, "/").connect();
    }

    /** A request that is being put together. */
    public static final class Request implements SseClient.Request {
        private final InetAddress host;
        private final int port;
        private final String target;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private String method = "GET";
        private String version = "HTTP/1.1";
        private int receiveBuffer;
        private @Nullable SSLContext tls;

        private Request(InetAddress host, int port, String target) {
            this.host = host;
            this.port = port;
            this.target = target;
            headers.put("Host", (host.isLoopbackAddress() ? "localhost" : host.getHostAddress()) + ":" + port);
            headers.put("Accept", "text/event-stream");
        }

        /** Another method than GET. */
        public Request method(String name) {
            method = name;
            return this;
        }

        @Override
        public Request header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /** Asks in HTTP/1.0. */
        public Request http10() {
            version = "HTTP/1.0";
            return this;
        }

        /** Lets the kernel keep no more than about so many bytes that were not read. */
        @Override
        public Request receiveBuffer(int bytes) {
            receiveBuffer = bytes;
            return this;
        }

        /** Asks over TLS. The name {@code localhost} is asked for, and the context says whom to trust. */
        public Request tls(SSLContext context) {
            tls = context;
            return this;
        }

        @Override
        public RawSseClient send() throws IOException {
            RawSseClient client = connect();
            client.write(text());
            return client;
        }

        @Override
        public RawSseClient open() throws IOException {
            RawSseClient client = send();
            client.head();
            return client;
        }

        private RawSseClient connect() throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(host, port), (int) DEFAULT_TIMEOUT.toMillis());
            return new RawSseClient(socket, tls == null ? socket : encrypted(socket, tls));
        }

        private Socket encrypted(Socket socket, SSLContext context) throws IOException {
            SSLSocket over = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port, true);
            over.startHandshake();
            return over;
        }

        /** The request as it goes over the wire. */
        public String text() {
            StringBuilder text = new StringBuilder()
                    .append(method)
                    .append(' ')
                    .append(target)
                    .append(' ')
                    .append(version)
                    .append("\r\n");
            headers.forEach((name, value) ->
                    text.append(name).append(": ").append(value).append("\r\n"));
            return text.append("\r\n").toString();
        }
    }

    /** Sends these characters as they are. */
    public void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    @Override
    public void next(String target) throws IOException {
        next(new Request(wire.getInetAddress(), socket.getPort(), target));
    }

    /** Sends another request on the same connection, whose last response has been read to its end. */
    public void next(Request request) throws IOException {
        nextResponse();
        write(request.text());
    }

    /** Goes on to the response behind this one, which has been read to its end: its request has been sent already. */
    public void nextResponse() {
        head = null;
        body = null;
    }

    @Override
    public Head head() throws IOException {
        if (head == null) {
            socket.setSoTimeout((int) DEFAULT_TIMEOUT.toMillis());
            head = readHead();
            boolean chunked = "chunked".equalsIgnoreCase(head.header("Transfer-Encoding"));
            String length = head.header("Content-Length");
            if (chunked) {
                body = Http1Body.chunked(in);
            } else {
                body = length == null ? in : Http1Body.bounded(in, Long.parseLong(length));
            }
        }
        return head;
    }

    private Head readHead() throws IOException {
        String statusLine = BlockReader.line(in);
        if (statusLine == null) {
            throw new EOFException("the connection ended before a response");
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = BlockReader.line(in); line != null && !line.isEmpty(); line = BlockReader.line(in)) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon), line.substring(colon + 1).strip(), (one, other) -> one + ", " + other);
        }
        return new Head(Integer.parseInt(statusLine.substring(9, 12)), headers);
    }

    @Override
    public @Nullable SseBlock block(Duration timeout) throws IOException {
        head();
        socket.setSoTimeout(Math.max(1, (int) timeout.toMillis()));
        return BlockReader.block(body());
    }

    /** Reads to the end of the response and gives its body as text. */
    public String text() throws IOException {
        head();
        return new String(body().readAllBytes(), UTF_8);
    }

    @Override
    public boolean isKeptAlive() throws IOException {
        return !"close".equals(String.valueOf(head().header("Connection")).toLowerCase(Locale.ROOT));
    }

    /** Ends our direction and reads on: what a half-closed connection is. */
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Gives up the response by resetting the connection: HTTP/1 has nothing else to reset. */
    @Override
    public void reset() throws IOException {
        cut();
    }

    @Override
    public void cut() throws IOException {
        wire.setSoLinger(true, 0);
        wire.close();
    }

    /**
     * Closes the connection: FIN, or RST by the kernel's choice if something was not read. TLS is not told: it would wait for the
     * server's answer.
     */
    @Override
    public void close() throws IOException {
        wire.close();
    }

    private InputStream body() {
        if (body == null) {
            throw new IllegalStateException("the head of the response has not been read");
        }
        return body;
    }
}
