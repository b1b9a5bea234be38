package io.freshet.showcase;

import java.net.http.HttpClient;

/** A way from a client through nginx to the server. */
enum Way {
    /** What {@code deploy/nginx.conf} serves without TLS. */
    HTTP_1_1(false, false),
    /** What {@code deploy/nginx.conf} serves over HTTP/2 with TLS. */
    HTTP_2(true, false),
    /** The same, compressed for this client. */
    HTTP_2_GZIP(true, true),
    /** An nginx that was told where the server is, and nothing else. */
    DEFAULTS(false, false),
    /** Such an nginx, compressing for this client. */
    DEFAULTS_GZIP(false, true);

    private final boolean http2;
    private final boolean gzip;

    Way(boolean http2, boolean gzip) {
        this.http2 = http2;
        this.gzip = gzip;
    }

    Nginx start(int upstream) {
        return switch (this) {
            case HTTP_1_1, HTTP_2 -> Nginx.ours(upstream);
            case HTTP_2_GZIP -> Nginx.oursWithGzip(upstream);
            case DEFAULTS -> Nginx.withDefaults(upstream);
            case DEFAULTS_GZIP -> Nginx.withDefaultsAndGzip(upstream);
        };
    }

    /** Whether clients of this way accept gzip, and get it. */
    boolean gzip() {
        return gzip;
    }

    HttpClient.Version version() {
        return http2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
    }

    /** What a browser would call the origin. */
    String origin(Nginx nginx) {
        return http2 ? "https://localhost:" + nginx.tlsPort() : "http://localhost:" + nginx.port();
    }

    HttpClient client(Nginx nginx) {
        HttpClient.Builder client =
                HttpClient.newBuilder().version(version()).followRedirects(HttpClient.Redirect.NEVER);
        return http2 ? client.sslContext(nginx.trust()).build() : client.build();
    }
}
