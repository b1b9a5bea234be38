package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests over HTTP/2 whose body does not end, sent frame by frame. */
class Http2UnfinishedRequestsTest {
    private final TestServer server = TestServer.start(
            new EchoEndpoint(), settings -> settings.maxBodyBytes(1000).requestTimeout(Duration.ofSeconds(2)));

    private final HTTP2Client client = new HTTP2Client();
    private Session session;

    @BeforeEach
    void connect() throws Exception {
        LifeCycle.start(client);
        session = connect(client, server);
    }

    private static Session connect(HTTP2Client client, TestServer server) throws Exception {
        return client.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                        new Session.Listener() {})
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        LifeCycle.stop(client);
        server.close();
    }

    /** A request and what came of it. */
    private final class Request implements Stream.Listener {
        private final CompletableFuture<Integer> status = new CompletableFuture<>();
        private final CompletableFuture<Integer> reset = new CompletableFuture<>();
        private final Stream stream;

        Request(String method, HttpFields headers, boolean complete) throws Exception {
            HttpURI target = HttpURI.from("http://localhost:" + server.port() + "/it");
            MetaData.Request head = new MetaData.Request(method, target, HttpVersion.HTTP_2, headers);
            stream = session.newStream(new HeadersFrame(head, null, complete), this)
                    .get(10, TimeUnit.SECONDS);
        }

        void send(int bytes) throws Exception {
            stream.data(new DataFrame(stream.getId(), ByteBuffer.allocate(bytes), false))
                    .get(10, TimeUnit.SECONDS);
        }

        @Override
        public void onHeaders(Stream answering, HeadersFrame frame) {
            status.complete(((MetaData.Response) frame.getMetaData()).getStatus());
        }

        @Override
        public void onReset(Stream answering, ResetFrame frame, Callback callback) {
            reset.complete(frame.getError());
            callback.succeeded();
        }

        int status() throws Exception {
            return status.get(10, TimeUnit.SECONDS);
        }

        void assertNotWanted(int expected) throws Exception {
            assertThat(status()).isEqualTo(expected);
            assertThat(reset.get(10, TimeUnit.SECONDS)).isEqualTo(ErrorCode.NO_ERROR.code);
            assertTheConnectionStays();
        }
    }

    private void assertTheConnectionStays() throws Exception {
        assertThat(new Request("GET", HttpFields.EMPTY, true).status()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsTooLongIsNotWanted() throws Exception {
        Request request = new Request("POST", HttpFields.EMPTY, false);
        request.send(600);
        request.send(600);
        request.assertNotWanted(413);
    }

    @Test
    void aBodyThatIsSaidToBeTooLongIsNotWanted() throws Exception {
        new Request("POST", HttpFields.build().put("Content-Length", 1001), false).assertNotWanted(413);
    }

    @Test
    void aBodyThatDoesNotComeIsNotWantedAnyMore() throws Exception {
        Request request = new Request("POST", HttpFields.EMPTY, false);
        request.send(10);
        request.assertNotWanted(408);
    }

    @Test
    void anAnswerThatNobodyTakesIsGivenUp() throws Exception {
        HTTP2Client takingNothing = new HTTP2Client();
        takingNothing.setInitialStreamRecvWindow(0);
        try (TestServer impatient =
                TestServer.start(new EchoEndpoint(), settings -> settings.idleTimeout(Duration.ofSeconds(1)))) {
            LifeCycle.start(takingNothing);
            session = connect(takingNothing, impatient);
            Request request = new Request("GET", HttpFields.EMPTY, true);
            assertThat(request.status()).isEqualTo(200);
            assertThat(request.reset.get(30, TimeUnit.SECONDS)).isEqualTo(ErrorCode.CANCEL_STREAM_ERROR.code);
        } finally {
            LifeCycle.stop(takingNothing);
        }
    }

    @Test
    void aRequestThatIsGivenUpLeavesNothingBehind() throws Exception {
        Request request = new Request("POST", HttpFields.EMPTY, false);
        request.send(10);
        request.stream
                .reset(new ResetFrame(request.stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code))
                .get(10, TimeUnit.SECONDS);
        assertTheConnectionStays();
    }
}
