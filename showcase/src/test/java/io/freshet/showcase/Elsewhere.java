package io.freshet.showcase;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Another origin: a server that has a page and Freshet's client, and no idea of any stream. */
final class Elsewhere implements AutoCloseable {
    private static final String CLIENT = "/META-INF/freshet/freshet.js";

    /** What a stream has brought stands in {@code heard}, why it was refused in {@code refusals}. */
    private static final String PAGE =
            """
            <!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">
            import { FreshetSource } from "/freshet.js";
            Object.assign(window, { heard: [], refusals: [], waits: [], gaps: 0 });
            const asked = new URLSearchParams(location.search);
            window.source = new FreshetSource(asked.get("stream"), {
              withCredentials: asked.get("credentials") === "true",
              reconnect: { base: 1500, jitter: 0 },
            });
            source.on("told", ({ data }) => heard.push(data));
            source.on("gap", () => gaps++);
            source.on("error", ({ data }) => data && refusals.push(data));
            source.on("state", ({ data }) => data.status && waits.push(data.retryAt - Date.now()));
            </script>
            """;

    private final HttpServer server;

    Elsewhere() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, "text/html; charset=utf-8", PAGE.getBytes(UTF_8)));
        server.createContext("/freshet.js", exchange -> answer(exchange, "text/javascript", client()));
        server.start();
    }

    private static byte[] client() throws IOException {
        try (InputStream file = Elsewhere.class.getResourceAsStream(CLIENT)) {
            if (file == null) {
                throw new IllegalStateException(CLIENT + " is missing: the module client was not built");
            }
            return file.readAllBytes();
        }
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** The page that opens this stream. */
    String page(String stream, boolean withCredentials) {
        return "http://localhost:%d/?stream=%s&credentials=%s"
                .formatted(server.getAddress().getPort(), stream, withCredentials);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
