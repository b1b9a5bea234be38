package io.freshet.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client on a plain socket, that does to a server what browsers, proxies and dying machines do. For one thread at a time.
 *
 * <p>Nothing is read unless a method here is called, so whoever calls none has stopped reading.
 */
public final class RawSseClient implements AutoCloseable {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final Socket socket;
    private final InputStream in;
    private @Nullable Head head;
    private @Nullable InputStream body;

    private RawSseClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** A request to a port of this machine. */
    public static Request to(int port, String target) {
        return new Request(port, target);
    }

    /** A connection without any request. */
    public static RawSseClient connectOnly(int port) throws IOException {
        return new Request(port, "/").connect();
    }

    /** A request that is being put together. */
    public static final class Request {
        private final int port;
        private final String target;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private String method = "GET";
        private String version = "HTTP/1.1";
        private int receiveBuffer;

        private Request(int port, String target) {
            this.port = port;
            this.target = target;
            headers.put("Host", "localhost:" + port);
            headers.put("Accept", "text/event-stream");
        }

        /** Another method than GET. */
        public Request method(String name) {
            method = name;
            return this;
        }

        /** Sets a header. */
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
        public Request receiveBuffer(int bytes) {
            receiveBuffer = bytes;
            return this;
        }

        /** Sends the request. The response is read when it is asked for. */
        public RawSseClient send() throws IOException {
            RawSseClient client = connect();
            client.write(text());
            return client;
        }

        /** Sends the request and reads the head of the response. */
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
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new RawSseClient(socket);
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

    /** Sends another request on the same connection, whose last response has been read to its end. */
    public void next(Request request) throws IOException {
        head = null;
        body = null;
        write(request.text());
    }

    /**
     * The head of a response.
     *
     * @param status the status code
     * @param headers by name in any case; of several with one name, all, joined by commas
     */
    public record Head(int status, Map<String, String> headers) {
        /** The value of a header, or null. */
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    /**
     * The head of the response, waiting up to 10 seconds for it.
     *
     * @throws EOFException if the connection ends before
     */
    public Head head() throws IOException {
        if (head == null) {
            socket.setSoTimeout((int) DEFAULT_TIMEOUT.toMillis());
            head = readHead();
            boolean chunked = "chunked".equalsIgnoreCase(head.header("Transfer-Encoding"));
            String length = head.header("Content-Length");
            if (chunked) {
                body = new Chunked();
            } else {
                body = length == null ? in : new Bounded(Long.parseLong(length));
            }
        }
        return head;
    }

    private Head readHead() throws IOException {
        String statusLine = line(in);
        if (statusLine == null) {
            throw new EOFException("the connection ended before a response");
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon), line.substring(colon + 1).strip(), (one, other) -> one + ", " + other);
        }
        return new Head(Integer.parseInt(statusLine.substring(9, 12)), headers);
    }

    /**
     * The next block, waiting up to 10 seconds; null at the end of the response.
     *
     * @throws SocketTimeoutException if none comes in time
     */
    public @Nullable SseBlock block() throws IOException {
        return block(DEFAULT_TIMEOUT);
    }

    /**
     * The next block; null at the end of the response.
     *
     * @throws SocketTimeoutException if nothing comes for so long; no block can be read afterwards
     */
    public @Nullable SseBlock block(Duration timeout) throws IOException {
        head();
        socket.setSoTimeout(Math.max(1, (int) timeout.toMillis()));
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = line(body());
            if (line == null) {
                if (!lines.isEmpty()) {
                    throw new EOFException("the response ended within a block: " + lines);
                }
                return null;
            }
            if (!line.isEmpty()) {
                lines.add(line);
            } else if (!lines.isEmpty()) {
                return SseBlock.of(lines);
            }
        }
    }

    /**
     * The next event that is not a heartbeat or a comment; null at the end of the response.
     *
     * @throws SocketTimeoutException if nothing comes for 10 seconds
     */
    public @Nullable SseBlock event() throws IOException {
        return next(SseBlock::isEvent);
    }

    /**
     * The next event with this name.
     *
     * @throws EOFException if the response ends before
     * @throws SocketTimeoutException if nothing comes for 10 seconds
     */
    public SseBlock event(String name) throws IOException {
        SseBlock found = next(block -> block.isEvent() && block.name().equals(name));
        if (found == null) {
            throw new EOFException("the response ended before an event " + name);
        }
        return found;
    }

    private @Nullable SseBlock next(Predicate<SseBlock> wanted) throws IOException {
        SseBlock block = block();
        while (block != null && !wanted.test(block)) {
            block = block();
        }
        return block;
    }

    /** Reads to the end of the response and says which blocks came. */
    public List<SseBlock> rest() throws IOException {
        List<SseBlock> blocks = new ArrayList<>();
        for (SseBlock block = block(); block != null; block = block()) {
            blocks.add(block);
        }
        return blocks;
    }

    /** Reads to the end of the response and gives its body as text. */
    public String text() throws IOException {
        head();
        return new String(body().readAllBytes(), UTF_8);
    }

    /** Whether a response that has been read to its end can be followed by another on this connection. */
    public boolean isKeptAlive() throws IOException {
        return !"close".equals(String.valueOf(head().header("Connection")).toLowerCase(Locale.ROOT));
    }

    /** Ends our direction and reads on: what a half-closed connection is. */
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection as a machine does that was switched off and answers nothing more: with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the connection: FIN, or RST by the kernel's choice if something was not read. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private InputStream body() {
        if (body == null) {
            throw new IllegalStateException("the head of the response has not been read");
        }
        return body;
    }

    /** A line without its end; null at the end of the stream. */
    private static @Nullable String line(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = from.read(); next != '\n'; next = from.read()) {
            if (next < 0) {
                if (line.size() > 0) {
                    throw new EOFException("the stream ended within a line: " + line.toString(UTF_8));
                }
                return null;
            }
            line.write(next);
        }
        String text = line.toString(UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** A body in chunks. Its end is the last chunk; a connection that ends without one is an error. */
    private final class Chunked extends InputStream {
        private long left;
        private boolean begun;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!ended && left == 0) {
                beginChunk();
            }
            if (ended) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the connection ended within a chunk");
            }
            left -= count;
            return count;
        }

        private void beginChunk() throws IOException {
            if (begun) {
                // Some servers send the end of a chunk together with the next one only.
                line(in);
            }
            begun = true;
            String size = line(in);
            if (size == null) {
                throw new EOFException("the connection ended before the last chunk");
            }
            left = Long.parseLong(size.strip(), 16);
            if (left == 0) {
                ended = true;
                line(in);
            }
        }
    }

    /** A body of a length that was announced. */
    private final class Bounded extends InputStream {
        private long left;

        private Bounded(long length) {
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the connection ended " + left + " bytes early");
            }
            left -= count;
            return count;
        }
    }
}
