package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.Http2SseClients;
import java.io.IOException;
import org.springframework.test.context.TestPropertySource;

/** A storm over HTTP/2: a browser's tabs share a connection, and a page that goes resets its stream. */
@TestPropertySource(properties = "server.http2.enabled=true")
abstract class Http2StormTest extends StormTest {
    private final Http2SseClients clients = Http2SseClients.cleartext();

    @Override
    StormBrowser browser() throws IOException {
        return StormBrowser.overHttp2(clients.connectOnly(port));
    }

    @Override
    void assertCarried(StreamWatch.Visit visit) {
        assertThat(visit.protocol()).isEqualTo("HTTP/2.0");
    }

    @Override
    void closeBrowsers() {
        clients.close();
    }
}
