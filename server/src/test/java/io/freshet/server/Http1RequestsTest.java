package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseClient;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Http1RequestsTest {
    private final EchoEndpoint endpoint = new EchoEndpoint();
    private final TestServer server =
            TestServer.start(endpoint, settings -> settings.maxHeaderBytes(2000).maxBodyBytes(1000));

    private RawSseClient client;

    @BeforeEach
    void connect() throws IOException {
        client = RawSseClient.connectOnly(server.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private RawSseClient.Request request(String target) {
        return RawSseClient.to(server.port(), target);
    }

    private void ask(String text) throws IOException {
        client.write(text.replace("\n", "\r\n"));
    }

    private void assertAnswer(String text) throws IOException {
        assertThat(client.head().status()).isEqualTo(200);
        assertThat(client.text()).isEqualTo(text);
    }

    private void assertNextAnswer(String text) throws IOException {
        client.nextResponse();
        assertAnswer(text);
    }

    private void assertRefused(int status) throws IOException {
        assertThat(client.head().status()).isEqualTo(status);
        assertThat(client.head().header("Connection")).isEqualTo("close");
        assertThat(client.text()).isEmpty();
        client.nextResponse();
        assertThatThrownBy(client::head).isInstanceOf(EOFException.class);
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() throws Exception {
        for (int i = 0; i < 5; i++) {
            client.next(request("/number/" + i));
            assertAnswer("GET /number/" + i);
            assertThat(client.isKeptAlive()).isTrue();
        }
    }

    @Test
    void requestsThatCameAtOnceAreAnsweredInTheirOrder() throws Exception {
        ask(
                "GET /later HTTP/1.1\nHost: a\n\nGET /second HTTP/1.1\nHost: a\n\nPOST /third HTTP/1.1\nHost: a\nContent-Length: 3\n\nyes");
        Waiting.until("the first request is there", () -> endpoint.waiting() == 1);
        endpoint.answerWaiting();

        assertAnswer("GET /later");
        assertNextAnswer("GET /second");
        assertNextAnswer("POST /third yes");
    }

    @Test
    void thousandsOfRequestsAtOnceAreAnsweredWithoutEndangeringTheStack() throws Exception {
        int count = 5000;
        ask("GET / HTTP/1.1\nHost: a\n\n".repeat(count));
        for (int i = 0; i < count; i++) {
            assertNextAnswer("GET /");
        }
    }

    @Test
    void aHeadRequestIsAnsweredWithTheLengthAndNoBody() throws Exception {
        ask("HEAD /it HTTP/1.1\nHost: a\n\n");
        assertThat(client.head().status()).isEqualTo(200);
        assertThat(client.head().header("Content-Length")).isEqualTo(String.valueOf("HEAD /it".length()));

        ask("GET /next HTTP/1.1\nHost: a\n\n");
        assertNextAnswer("GET /next");
    }

    @Test
    void whoAsksBeforeSendingABodyIsToldToGoOn() throws Exception {
        ask("POST /it HTTP/1.1\nHost: a\nContent-Length: 4\nExpect: 100-continue\n\n");
        assertThat(client.head().status()).isEqualTo(100);
        client.nextResponse();

        ask("body");
        assertAnswer("POST /it body");
    }

    @Test
    void whoAsksBeforeSendingABodyThatIsTooLongNeedNotSendIt() throws Exception {
        ask("POST /it HTTP/1.1\nHost: a\nContent-Length: 1001\nExpect: 100-continue\n\n");
        assertRefused(413);
    }

    @Test
    void aClientOfTheOldTimesGetsItsAnswerAndTheEnd() throws Exception {
        ask("GET /it HTTP/1.0\n\n");
        assertAnswer("GET /it");
        client.nextResponse();
        assertThatThrownBy(client::head).isInstanceOf(EOFException.class);
    }

    @Test
    void aClientOfTheOldTimesCanKeepItsConnection() throws Exception {
        ask("GET /it HTTP/1.0\nConnection: keep-alive\n\n");
        assertAnswer("GET /it");
        assertThat(client.head().header("Connection")).isEqualTo("keep-alive");
        ask("GET /next HTTP/1.0\n\n");
        assertNextAnswer("GET /next");
    }

    @Test
    void aConnectionEndsWhenItsClientWantsIt() throws Exception {
        ask("GET /it HTTP/1.1\nHost: a\nConnection: close\n\n");
        assertAnswer("GET /it");
        assertThat(client.isKeptAlive()).isFalse();
        client.nextResponse();
        assertThatThrownBy(client::head).isInstanceOf(EOFException.class);
    }

    @Test
    void aClientThatHasSaidAllStillGetsItsAnswer() throws Exception {
        ask("GET /later HTTP/1.1\nHost: a\n\n");
        client.finish();
        Waiting.until("the request is there", () -> endpoint.waiting() == 1);
        endpoint.answerWaiting();
        assertAnswer("GET /later");
    }

    @Test
    void aBodyMayComeInChunks() throws Exception {
        ask(
                "POST /it HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\none\n4;extension=1\n two\n0\nTrailer: ignored\n\n");
        assertAnswer("POST /it one two");
    }

    @Test
    void chunksThatAreTooMuchTogetherAreRefused() throws Exception {
        ask("POST /it HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n" + "64\n" + "x".repeat(100) + "\n");
        ask(("64\n" + "x".repeat(100) + "\n").repeat(10));
        assertRefused(413);
    }

    @Test
    void aTargetIsTakenApart() throws Exception {
        ask("GET /a%20b?topic=one&topic=t%C3%A9l%C3%A9+2&empty= HTTP/1.1\nHost: a\n\n");
        assertAnswer("GET /a%20b topic=one,télé 2 empty=");
        ask("GET http://somewhere.example/path?q=1 HTTP/1.1\nHost: a\n\n");
        assertNextAnswer("GET /path q=1");
        ask("OPTIONS * HTTP/1.1\nHost: a\n\n");
        assertNextAnswer("OPTIONS *");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    400 | nonsense\\n\\n
                    400 | GET / HTTP/1.1\\n\\n
                    400 | GET / HTTP/1.1\\nHost: a\\nHost: b\\n\\n
                    400 | GET / HTTP/1.1\\nHost : a\\n\\n
                    400 | GET / HTTP/1.1\\nHost: a\\nno colon\\n\\n
                    400 | GET /?q=%zz HTTP/1.1\\nHost: a\\n\\n
                    400 | POST / HTTP/1.1\\nHost: a\\nContent-Length: x\\n\\n
                    400 | POST / HTTP/1.1\\nHost: a\\nContent-Length: -1\\n\\n
                    400 | POST / HTTP/1.1\\nHost: a\\nContent-Length: 1\\nContent-Length: 2\\n\\nxx
                    400 | POST / HTTP/1.1\\nHost: a\\nContent-Length: 1\\nTransfer-Encoding: chunked\\n\\n0\\n\\n
                    400 | POST / HTTP/1.1\\nHost: a\\nTransfer-Encoding: chunked\\n\\nxyz\\n
                    400 | POST / HTTP/1.0\\nTransfer-Encoding: chunked\\n\\n0\\n\\n
                    501 | POST / HTTP/1.1\\nHost: a\\nTransfer-Encoding: gzip\\n\\n
                    501 | POST / HTTP/1.1\\nHost: a\\nTransfer-Encoding: gzip, chunked\\n\\n0\\n\\n
                    505 | GET / HTTP/3.0\\nHost: a\\n\\n
                    417 | POST / HTTP/1.1\\nHost: a\\nExpect: money\\nContent-Length: 1\\n\\n
                    413 | POST / HTTP/1.1\\nHost: a\\nContent-Length: 1001\\n\\n
                    413 | POST / HTTP/1.1\\nHost: a\\nContent-Length: 99999999999\\n\\n
                    """)
    void whatIsNoProperRequestIsRefused(int status, String request) throws Exception {
        ask(request.replace("\\n", "\n"));
        assertRefused(status);
        assertThat(endpoint.waiting()).isZero();
    }

    @Test
    void aLineThatIsTooLongIsRefused() throws Exception {
        ask("GET /" + "x".repeat(2000) + " HTTP/1.1\nHost: a\n\n");
        assertRefused(414);
    }

    @Test
    void headersThatAreTooMuchAreRefused() throws Exception {
        ask("GET / HTTP/1.1\nHost: a\n" + "Some: header\n".repeat(200) + "\n");
        assertRefused(431);
    }

    @Test
    void whatTheEndpointThrowsIsAnsweredToo() throws Exception {
        client.next(request("/failing"));
        assertThat(client.head().status()).isEqualTo(500);
        assertThat(client.text()).isEmpty();
        client.next(request("/next"));
        assertAnswer("GET /next");
    }

    @Test
    void anExchangeIsAnsweredOnce() throws Exception {
        try (TestServer twice = TestServer.start(exchange -> {
                    exchange.answer(Answer.of(204));
                    assertThatThrownBy(() -> exchange.answer(Answer.of(200)))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("GET /once");
                });
                RawSseClient asking = RawSseClient.to(twice.port(), "/once").open()) {
            assertThat(asking.head().status()).isEqualTo(204);
            assertThat(asking.head().header("Content-Length")).isNull();
            asking.next("/once");
            SseClient.Head second = asking.head();
            assertThat(second.status()).isEqualTo(204);
        }
    }

    @Test
    void anAnswerCannotForgeAHeader() {
        assertThatThrownBy(() -> Answer.of(200).with("Location", "/\r\nSet-Cookie: a=b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Location")
                .hasMessageNotContaining("Set-Cookie");
        assertThatThrownBy(() -> Answer.of(200).with("Two words", "value"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
