package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
    private static final int LENGTH = 200;

    private final List<String> received = new ArrayList<>();
    private final StreamParser.Sink sink =
            (publisher, sequence, nanos) -> received.add(publisher + ":" + sequence + ":" + nanos);
    private final StreamParser events = new StreamParser(0, LENGTH, 0, sink);
    private final ResponseParser response = new ResponseParser(events);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 201, 10_000})
    void chunksAreReadHoweverTheyAreCut(int size) {
        String stream = "id: a-1\nevent: connect\ndata: {}\n\n" + "id: a-2\ndata: " + stamp(3, 0, 17)
                + "\n\n: comment\n\n" + "id:a-3\ndata:" + stamp(31, 123, 4_000_000_000L) + "\n\nid: a-4\n\n";

        feed(size, "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(stream, 150) + "0\r\n\r\n");

        assertThat(received).containsExactly("3:0:17", "31:123:4000000000");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.isAtEnd()).isTrue();
        assertThat(events.lastId()).isEqualTo("a-4");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 10_000})
    void aBodyWithoutChunksIsReadAsItIs(int size) {
        feed(size, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ndata: " + stamp(0, 5, 6) + "\r\n\r\n");

        assertThat(received).containsExactly("0:5:6");
        assertThat(response.isAtEnd()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void whatIsNoWholeStampIsNoDelivery(int size) {
        String stamp = stamp(0, 5, 6);

        feed(size, "HTTP/1.1 200 OK\r\n\r\ndata: " + stamp.substring(0, 150) + "\n\ndata: " + stamp + "x\n\n");

        assertThat(received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 300, 10_000})
    void aStampIsFoundInWhatAServerPutsAroundIt(int size) {
        Dialect dialect = new CentrifugoDialect();
        String before = dialect.before("bench");
        StreamParser wrapped =
                new StreamParser(before.length(), LENGTH, dialect.after().length(), sink);
        String body = "\r\ndata: {\"connect\":{}}\n\ndata: " + before + stamp(1, 2, 3) + dialect.after() + "\n\n";

        feed(new ResponseParser(wrapped), size, "HTTP/1.1 200 OK\r\n\r\n" + body);

        assertThat(received).containsExactly("1:2:3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10_000})
    void theIdOfAnEventThatWasCutIsNotHeld(int size) {
        feed(size, "HTTP/1.1 200 OK\r\n\r\nid: a-1\n\nid: a-2\ndata: " + stamp(0, 5, 6) + "\n");
        events.cut();
        assertThat(events.lastId()).isEqualTo("a-1");

        feed(new ResponseParser(events), size, "HTTP/1.1 200 OK\r\n\r\n: comment\n\n");
        assertThat(events.lastId()).isEqualTo("a-1");
        assertThat(received).isEmpty();
    }

    private void feed(int size, String text) {
        feed(response, size, text);
    }

    private static void feed(ResponseParser response, int size, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        for (int from = 0; from < bytes.length; from += size) {
            response.accept(bytes, from, Math.min(bytes.length, from + size));
        }
    }

    private static String chunked(String text, int size) {
        StringBuilder chunks = new StringBuilder();
        for (int from = 0; from < text.length(); from += size) {
            String chunk = text.substring(from, Math.min(text.length(), from + size));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.toString();
    }

    private static String stamp(int publisher, long sequence, long nanos) {
        byte[] data = Stamp.blank(LENGTH);
        Stamp.write(data, 0, publisher, sequence, nanos);
        return new String(data, US_ASCII);
    }
}
