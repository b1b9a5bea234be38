package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A Mercure hub on a port of this machine, and what clients send to it. */
final class MercureServer implements AutoCloseable {
    static final TokenKeys KEYS = TokenKeys.secret("HS256", TestTokens.SECRET);

    /** Publishes to everything. */
    static final String PUBLISHER = TestTokens.publishing("*").signed();

    final Hub hub;
    private final EventLoops loops = EventLoops.start(2);
    private final MercureEndpoint endpoint;
    private final NettyServer server;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    /** Anonymous subscribers are allowed, unless the settings say otherwise. */
    MercureServer() {
        this(it -> it);
    }

    MercureServer(UnaryOperator<MercureSettings.Builder> settings) {
        this(settings, it -> it);
    }

    MercureServer(UnaryOperator<MercureSettings.Builder> settings, UnaryOperator<HubBuilder> hubSettings) {
        this(settings.apply(MercureSettings.of(KEYS).anonymous(true)), hubSettings, Duration.ofMillis(500), it -> it);
    }

    /** Where a page that is refreshed may be away for so long. */
    MercureServer(Duration refresh) {
        this(MercureSettings.of(KEYS).anonymous(true).subscriptions(true), it -> it, refresh, it -> it);
    }

    /** @param around answers instead of the hub, or hands on to it */
    MercureServer(
            MercureSettings.Builder settings,
            UnaryOperator<HubBuilder> hubSettings,
            Duration refresh,
            UnaryOperator<Endpoint> around) {
        hub = hubSettings.apply(Hub.builder().lanes(loops.executors())).build();
        endpoint = new MercureEndpoint(hub, settings.build(), InstantSource.system(), refresh);
        server = NettyServer.builder(loops, around.apply(endpoint))
                .host("127.0.0.1")
                .start();
    }

    int port() {
        return server.port();
    }

    URI url(String pathAndQuery) {
        return URI.create("http://localhost:" + port() + pathAndQuery);
    }

    /** The hub's path with these parameters: names and values in turn. */
    static String path(String... parameters) {
        return MercureEndpoint.PATH + (parameters.length == 0 ? "" : "?" + form(parameters));
    }

    /** Names and values in turn, as a form or a query has them. */
    static String form(String... pairs) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(pairs[i], UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(pairs[i + 1], UTF_8));
        }
        return form.toString();
    }

    /** A stream of these topics, whose head has been read. */
    RawSseClient subscribed(String... topics) throws IOException {
        return RawSseClient.to(port(), topics(topics)).open();
    }

    /** A stream of these topics with this token, whose head has been read. */
    RawSseClient subscribedWith(String token, String... topics) throws IOException {
        return RawSseClient.to(port(), topics(topics))
                .header("Authorization", "Bearer " + token)
                .open();
    }

    static String topics(String... topics) {
        return path(Arrays.stream(topics)
                .flatMap(topic -> Stream.of("topic", topic))
                .toArray(String[]::new));
    }

    /** Publishes: names and values of the form in turn. */
    HttpResponse<String> publish(String token, String... pairs) {
        return send(post(form(pairs)).header("Authorization", "Bearer " + token));
    }

    /** Publishes what the hub takes, and says which id it has. */
    String published(String... pairs) {
        HttpResponse<String> answer = publish(PUBLISHER, pairs);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    HttpRequest.Builder post(String form) {
        return HttpRequest.newBuilder(url(MercureEndpoint.PATH))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
    }

    HttpRequest.Builder get(String pathAndQuery) {
        return HttpRequest.newBuilder(url(pathAndQuery));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** The answer's body, which is a JSON object. */
    static Map<String, Object> json(HttpResponse<String> answer) {
        return json(answer.body());
    }

    static Map<String, Object> json(String text) {
        try {
            return JSONObjectUtils.parse(text);
        } catch (ParseException notJson) {
            throw new AssertionError(text, notJson);
        }
    }

    @Override
    public void close() {
        endpoint.close();
        hub.close();
        server.close();
        loops.close();
    }
}
