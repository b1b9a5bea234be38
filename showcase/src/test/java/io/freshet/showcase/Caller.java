package io.freshet.showcase;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that calls the showcase with its user's password. */
final class Caller {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final JsonMapper JSON = new JsonMapper();

    private final int port;
    private final String user;

    Caller(int port, String user) {
        this.port = port;
        this.user = user;
    }

    /** The same program, for another user. */
    Caller as(String other) {
        return new Caller(port, other);
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** Posts something that must be taken, and gives what came of it. */
    JsonNode create(String path, Map<String, ?> body) {
        Answer answer = post(path, JSON.writeValueAsString(body));
        if (answer.status() != 201) {
            throw new AssertionError(path + " was answered with " + answer);
        }
        return answer.json();
    }

    /** Rings up an order, which must be taken. */
    void order(long store, String menu, long price, long quantity) {
        Answer answer = post(
                "/stores/" + store + "/orders",
                "{\"menu\":\"%s\",\"price\":%d,\"quantity\":%d}".formatted(menu, price, quantity));
        if (answer.status() != 201) {
            throw new AssertionError("the order was answered with " + answer);
        }
    }

    /** Chooses cards, which must be taken. */
    void choose(long store, String subscriber, long revision, String... cards) {
        Answer answer = put(
                "/stores/" + store + "/cards?subscriber=" + subscriber + "&revision=" + revision,
                JSON.writeValueAsString(cards));
        if (answer.status() != 204) {
            throw new AssertionError("the choice was answered with " + answer);
        }
    }

    /** What the server says a card shows. */
    JsonNode value(long store, String card) {
        return get("/stores/" + store).json().at("/values/" + card);
    }

    /** A request for a stream, to add to. */
    RawSseClient.Request stream(long store, String query) {
        return stream("/stores/" + store + "/events" + query);
    }

    /** A request for any stream, to add to. */
    RawSseClient.Request stream(String path) {
        return RawSseClient.to(port, path).header("Authorization", password());
    }

    Answer send(String method, String path, String body) {
        return exchange(
                signed(path).method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    /** A request with the password, to add to. */
    HttpRequest.Builder signed(String path) {
        return request(path).header("Authorization", password()).header("Content-Type", "application/json");
    }

    /** A request without a password, to add to. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    static Answer exchange(HttpRequest.Builder request) {
        try {
            return new Answer(HTTP.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    String user() {
        return user;
    }

    String password() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    }

    /** What came back. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String text() {
            return response.body();
        }

        JsonNode json() {
            return JSON.readTree(text());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The value of a cookie that was set, or an empty text. */
        String cookie(String name) {
            return response.headers().allValues("Set-Cookie").stream()
                    .filter(cookie -> cookie.startsWith(name + "="))
                    .map(cookie -> cookie.substring(name.length() + 1, cookie.indexOf(';')))
                    .findFirst()
                    .orElse("");
        }

        @Override
        public String toString() {
            return status() + " " + text();
        }
    }
}
