package io.freshet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** Centrifugo's HTTP API and its unidirectional event streams, which wrap each event in JSON. */
final class CentrifugoDialect implements Dialect {
    static final String KEY = "X-API-Key: bench\r\n";

    @Override
    public String stream(String topic) {
        String connect = "{\"subs\":{\"" + topic + "\":{}}}";
        return "/connection/uni_sse?cf_connect=" + URLEncoder.encode(connect, UTF_8);
    }

    /** Without its name: there is no telling which of the streams of a channel has ended, only how many are left. */
    @Override
    public String namedStream(String name) {
        return stream(TOPIC);
    }

    @Override
    public Publication publication(String topic, String data) {
        return Publication.post(
                "/api/publish", "application/json", KEY, "{\"channel\":\"" + topic + "\",\"data\":\"", data, "\"}");
    }

    @Override
    public String before(String topic) {
        return "{\"channel\":\"" + topic + "\",\"pub\":{\"data\":\"";
    }

    @Override
    public String after() {
        return "\"}}";
    }
}
