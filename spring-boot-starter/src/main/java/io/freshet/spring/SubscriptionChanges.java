package io.freshet.spring;

import io.freshet.ChangeResult;
import io.freshet.ConnectRequest;
import io.freshet.Hub;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Answers a change of subscription: a PUT to a stream's path with {@code /subscription} behind it, with a JSON array of selectors.
 * The stream's own controller method has been asked before, and its rights are those of the change.
 */
final class SubscriptionChanges {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionChanges.class);

    /** The largest whole number that JavaScript counts up to exactly. */
    private static final long MAX_REVISION = (1L << 53) - 1;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,16}");
    private static final int MAX_BODY = 1 << 20;
    private static final long LOG_ANSWERS_WITHIN_SECONDS = 20;

    private final Hub hub;
    private final ConvertersJsonReader json;
    private final Duration retry;

    /** @param retry when to try again if the log has not taken a change */
    SubscriptionChanges(Hub hub, ConvertersJsonReader json, Duration retry) {
        this.hub = hub;
        this.json = json;
        this.retry = retry;
    }

    /** Answers now, or asynchronously as soon as the log has shown the change. */
    void answer(ConnectRequest allowed, HttpServletRequest request, HttpServletResponse response) throws IOException {
        CompletableFuture<ChangeResult> change;
        try {
            change = begin(allowed, request);
        } catch (IllegalArgumentException notAllowed) {
            String message = String.valueOf(notAllowed.getMessage());
            ProblemAnswer.refuse(Refusal.of(RefusalReason.INVALID, message), response);
            return;
        }
        if (change.isDone()) {
            write(change, response);
            return;
        }
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        CompletionStage<ChangeResult> shown = change.copy().orTimeout(LOG_ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS);
        shown.whenComplete((result, failure) -> async.start(() -> complete(change, response, async)));
    }

    /** @throws IllegalArgumentException if what the caller has sent is not allowed */
    private CompletableFuture<ChangeResult> begin(ConnectRequest allowed, HttpServletRequest request)
            throws IOException {
        String subscriber = allowed.subscriber();
        if (subscriber == null) {
            throw new IllegalArgumentException(
                    "the parameter subscriber is missing: 1 to 128 characters of A-Z a-z 0-9 . _ ~ -");
        }
        SubscriberKey key = new SubscriberKey(allowed.owner(), allowed.stream().path(), subscriber);
        long revision = revision(request.getParameter("revision"));
        return hub.subscribe(key, revision, selectors(request), allowed.rights())
                .toCompletableFuture();
    }

    private static long revision(@Nullable String text) {
        if (text != null && DIGITS.matcher(text).matches()) {
            long revision = Long.parseLong(text);
            if (revision >= 1 && revision <= MAX_REVISION) {
                return revision;
            }
        }
        throw new IllegalArgumentException("revision " + (text == null ? "(missing)" : shown(text))
                + " is not allowed: a whole number from 1 to " + MAX_REVISION);
    }

    private List<Selector> selectors(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new IllegalArgumentException("a body of more than " + MAX_BODY + " bytes is not allowed");
        }
        List<?> values;
        try {
            values = json.array(body);
        } catch (HttpMessageNotReadableException notJson) {
            throw new IllegalArgumentException(
                    "the body is not allowed: a JSON array of selectors, sent as application/json", notJson);
        }
        List<Selector> selectors = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof String text)) {
                throw new IllegalArgumentException(
                        "selector " + shown(String.valueOf(value)) + " is not allowed: a string");
            }
            selectors.add(Selector.of(text));
        }
        return selectors;
    }

    private static String shown(String text) {
        return "'" + (text.length() > 64 ? text.substring(0, 64) + "..." : text) + "'";
    }

    private void complete(CompletableFuture<ChangeResult> change, HttpServletResponse response, AsyncContext async) {
        try {
            write(change, response);
        } catch (IOException peerGone) {
            LOG.debug("What became of a change was not read", peerGone);
        } finally {
            async.complete();
        }
    }

    /** What became of a change; one that is not done has taken too long. */
    private void write(CompletableFuture<ChangeResult> change, HttpServletResponse response) throws IOException {
        ChangeResult result = resultOf(change);
        if (result instanceof ChangeResult.Accepted) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            response.flushBuffer();
        } else if (result instanceof ChangeResult.Outdated outdated) {
            ProblemAnswer.json(
                    HttpServletResponse.SC_CONFLICT, MediaType.APPLICATION_JSON_VALUE, held(outdated.held()), response);
        } else {
            ProblemAnswer.refuse(refusal(result), response);
        }
    }

    /** Null if the log has not taken the change, or not shown it in time. */
    private static @Nullable ChangeResult resultOf(CompletableFuture<ChangeResult> change) {
        if (!change.isDone()) {
            LOG.warn("The log has not shown a change of a subscription for {} s", LOG_ANSWERS_WITHIN_SECONDS);
            return null;
        }
        try {
            return change.join();
        } catch (CompletionException | CancellationException failure) {
            LOG.warn("The log has not taken a change of a subscription", failure);
            return null;
        }
    }

    private Refusal refusal(@Nullable ChangeResult result) {
        if (result instanceof ChangeResult.Forbidden forbidden) {
            return Refusal.of(RefusalReason.FORBIDDEN, "no right to select " + forbidden.selector());
        }
        if (result instanceof ChangeResult.Unknown) {
            return Refusal.of(
                            RefusalReason.INVALID,
                            "the subscriber is not known: who has not signed in gets an id by connecting")
                    .withStatus(HttpStatus.NOT_FOUND.value(), "unknown");
        }
        return Refusal.of(RefusalReason.FAILED, "the change could not be taken, try again later")
                .withStatus(HttpStatus.SERVICE_UNAVAILABLE.value(), RefusalReason.FAILED.toString())
                .withRetryAfter(retry);
    }

    private static Map<String, Object> held(Subscription held) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("revision", held.revision());
        body.put(
                "selectors",
                held.selectors().stream().map(Selector::toString).sorted().toList());
        return body;
    }
}
