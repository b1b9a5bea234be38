package io.freshet.server;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a URL lists. Only who has no key to go on with waits for them: keys that are not quite new any more are used while
 * newer ones are on their way. However many tokens name keys that are not there, the URL is asked once in a while.
 */
final class RemoteKeys implements KeySource {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);

    /** After that, newer keys are fetched. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** After that, keys do not count any more: they may have been revoked, and whoever lists them cannot be reached. */
    static final Duration USABLE = Duration.ofHours(1);

    /** Between two fetches. */
    static final Duration SPACING = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI url;
    private final Set<JWSAlgorithm> algorithms;
    private final InstantSource time;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    // All below is guarded by this.
    private @Nullable ListedKeys known;
    private Instant knownAt = Instant.EPOCH;
    private Instant askedAt = Instant.EPOCH;
    private @Nullable CompletableFuture<ListedKeys> fetch;

    RemoteKeys(URI url, Set<JWSAlgorithm> algorithms, InstantSource time) {
        this.url = url;
        this.algorithms = Set.copyOf(algorithms);
        this.time = time;
    }

    @Override
    public Set<JWSAlgorithm> algorithms() {
        return algorithms;
    }

    @Override
    public CompletionStage<List<JWSVerifier>> keysFor(JWSHeader header) {
        ListedKeys keys = usable();
        List<JWSVerifier> verifiers = keys == null ? List.of() : keys.verifiersFor(header);
        CompletableFuture<ListedKeys> newer = verifiers.isEmpty() || isAging() ? newer() : null;
        if (keys != null && (newer == null || !verifiers.isEmpty())) {
            return CompletableFuture.completedFuture(verifiers);
        }
        return newer == null
                ? CompletableFuture.failedFuture(new IOException("the keys of " + url + " cannot be had at present"))
                : newer.thenApply(fetched -> fetched.verifiersFor(header));
    }

    private synchronized @Nullable ListedKeys usable() {
        return knownAt.plus(USABLE).isAfter(time.instant()) ? known : null;
    }

    private synchronized boolean isAging() {
        return !knownAt.plus(FRESH).isAfter(time.instant());
    }

    /** Keys that are on their way, or null if the URL has been asked just now. */
    private synchronized @Nullable CompletableFuture<ListedKeys> newer() {
        Instant now = time.instant();
        if (fetch == null || fetch.isDone()) {
            if (askedAt.plus(SPACING).isAfter(now)) {
                return null;
            }
            askedAt = now;
            fetch = fetch().whenComplete(this::arrived);
        }
        return fetch;
    }

    private CompletableFuture<ListedKeys> fetch() {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        // The request's own time-out is over when the head of its answer is there.
        return answer.copy()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((arrived, failure) -> answer.cancel(true))
                .thenApply(this::read);
    }

    private ListedKeys read(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new UncheckedIOException(new IOException(url + " answered with status " + answer.statusCode()));
        }
        return ListedKeys.parse(answer.body());
    }

    private synchronized void arrived(@Nullable ListedKeys keys, @Nullable Throwable failure) {
        if (keys != null) {
            known = keys;
            knownAt = time.instant();
        } else {
            LOG.warn("The keys of {} could not be fetched: {}", url, String.valueOf(failure));
        }
    }
}
