package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the JDK's own client, which asks for HTTP/2 over TLS. */
class Http2RequestsTest {
    private final EchoEndpoint endpoint = new EchoEndpoint();
    private final TestServer server =
            TestServer.start(endpoint, settings -> settings.tls(TestKey.KEY.chain(), TestKey.KEY.key())
                    .maxBodyBytes(100_000)
                    .maxHeaderBytes(4000));

    private final HttpClient client =
            HttpClient.newBuilder().sslContext(TestKey.KEY.clients()).build();

    @AfterEach
    void close() {
        server.close();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + target));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        return response;
    }

    @Test
    void requestsAreAnswered() throws Exception {
        HttpResponse<String> get = send(request("/a%20b?topic=one&topic=two"));
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(get.body()).isEqualTo("GET /a%20b topic=one,two");
        assertThat(send(request("/it").POST(BodyPublishers.ofString("body"))).body())
                .isEqualTo("POST /it body");
        assertThat(send(request("/it").method("HEAD", BodyPublishers.noBody()))
                        .headers()
                        .firstValueAsLong("content-length"))
                .hasValue("HEAD /it".length());
    }

    @Test
    void largeBodiesComeAndGo() throws Exception {
        String body = "x".repeat(100_000);
        assertThat(send(request("/it").POST(BodyPublishers.ofString(body))).body())
                .isEqualTo("POST /it " + body);
    }

    @Test
    void manyRequestsAtOnceAreAnsweredEachForItself() throws Exception {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(client.sendAsync(request("/later?number=" + i).build(), BodyHandlers.ofString())
                    .thenApply(HttpResponse::body));
        }
        Waiting.until("all requests are there", () -> endpoint.waiting() == 100);
        assertThat(send(request("/now")).body()).isEqualTo("GET /now");
        endpoint.answerWaiting();
        for (int i = 0; i < 100; i++) {
            assertThat(answers.get(i).get(10, TimeUnit.SECONDS)).isEqualTo("GET /later number=" + i);
        }
    }

    @Test
    void headersThatAreTooMuchAreRefused() throws Exception {
        HttpRequest.Builder request = request("/it").header("Large", "x".repeat(4000));
        assertThatThrownBy(() -> {
                    HttpResponse<String> answer = send(request);
                    assertThat(answer.statusCode()).isEqualTo(431);
                    throw new IOException("refused");
                })
                .isInstanceOf(IOException.class);
        assertThat(send(request("/next")).body()).isEqualTo("GET /next");
    }

    @Test
    void whatTheEndpointThrowsIsAnsweredToo() throws Exception {
        assertThat(send(request("/failing")).statusCode()).isEqualTo(500);
        assertThat(send(request("/next")).body()).isEqualTo("GET /next");
    }
}
