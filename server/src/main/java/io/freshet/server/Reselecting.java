package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.freshet.ChangeResult;
import io.freshet.Hub;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes what a subscriber selects: a PUT with a JSON array of topic selectors, all that it is to select from then on. */
final class Reselecting {
    private static final Logger LOG = LoggerFactory.getLogger(Reselecting.class);

    /** The largest whole number that JavaScript counts up to exactly. */
    private static final long MAX_REVISION = (1L << 53) - 1;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,16}");

    /** What strangers may have the hub remember for each of them. */
    private static final int MAX_BODY = 64 * 1024;

    private static final long LOG_ANSWERS_WITHIN_SECONDS = 20;

    private final Hub hub;
    private final MercureSettings settings;
    private final @Nullable ActiveSubscriptions subscriptions;

    /** @param subscriptions announces what changes, or null if nothing is announced */
    Reselecting(Hub hub, MercureSettings settings, @Nullable ActiveSubscriptions subscriptions) {
        this.hub = hub;
        this.settings = settings;
        this.subscriptions = subscriptions;
    }

    void answer(Call call, @Nullable Token token) {
        byte[] body = call.exchange().body();
        if (body.length > MAX_BODY) {
            call.refuse(413, "a body of " + body.length + " bytes is not allowed: at most " + MAX_BODY);
            return;
        }
        CompletableFuture<ChangeResult> change;
        SubscriberKey subscriber;
        try {
            subscriber = subscriber(call, token);
            long revision = revision(call.parameter("revision"));
            change = hub.subscribe(subscriber, revision, selectors(body), Subscribing.rights(token))
                    .toCompletableFuture();
        } catch (IllegalArgumentException notAllowed) {
            call.refuse(400, String.valueOf(notAllowed.getMessage()));
            return;
        }
        CompletableFuture<Void> answered = change.copy()
                .orTimeout(LOG_ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS)
                .handle((result, failure) -> {
                    if (failure != null) {
                        LOG.warn("The log has not taken a change of a subscription: {}", failure.toString());
                        call.refuse(503, "the change could not be taken, try again later");
                    } else {
                        answer(call, subscriber, result);
                    }
                    return null;
                });
        call.guard(answered);
    }

    private static SubscriberKey subscriber(Call call, @Nullable Token token) {
        String subscriber = call.parameter("subscriber");
        if (subscriber == null) {
            throw new IllegalArgumentException(
                    "the parameter subscriber is missing: 1 to 128 characters of A-Z a-z 0-9 . _ ~ -");
        }
        return new SubscriberKey(call.owner(token), MercureEndpoint.PATH, subscriber);
    }

    private static long revision(@Nullable String text) {
        if (text != null && DIGITS.matcher(text).matches()) {
            long revision = Long.parseLong(text);
            if (revision >= 1 && revision <= MAX_REVISION) {
                return revision;
            }
        }
        throw new IllegalArgumentException("revision " + (text == null ? "(missing)" : Shown.of(text))
                + " is not allowed: a whole number from 1 to " + MAX_REVISION);
    }

    private List<Selector> selectors(byte[] body) {
        List<Object> values;
        try {
            values = JSONArrayUtils.parse(new String(body, UTF_8));
            if (values == null) {
                throw new ParseException("null is no array", 0);
            }
        } catch (ParseException notJson) {
            throw new IllegalArgumentException("the body is not allowed: a JSON array of topic selectors", notJson);
        }
        List<Selector> selectors = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof String text)) {
                throw new IllegalArgumentException(
                        "selector " + Shown.of(String.valueOf(value)) + " is not allowed: a string");
            }
            selectors.add(TopicSelectors.of(text));
        }
        TopicSelectors.requireFewTemplates(selectors, settings.templatesPerSubscriber());
        if (subscriptions != null) {
            selectors.forEach(SubscriptionPaths::requireAnnounceable);
        }
        return selectors;
    }

    private void answer(Call call, SubscriberKey subscriber, ChangeResult result) {
        if (result instanceof ChangeResult.Accepted) {
            if (subscriptions != null) {
                subscriptions.changed(subscriber);
            }
            call.answer(Answer.of(204));
        } else if (result instanceof ChangeResult.Outdated outdated) {
            Map<String, Object> held = new LinkedHashMap<>();
            held.put("revision", outdated.held().revision());
            held.put(
                    "selectors",
                    outdated.held().selectors().stream()
                            .map(TopicSelectors::text)
                            .sorted()
                            .toList());
            call.answer(Answer.of(409, "application/json", JSONObjectUtils.toJSONString(held)));
        } else if (result instanceof ChangeResult.Forbidden forbidden) {
            call.refuse(403, "no right to select " + Shown.of(TopicSelectors.text(forbidden.selector())));
        } else {
            call.refuse(
                    404,
                    "the subscriber is not known: who has no token with a subject gets an id by connecting",
                    Map.of(),
                    Map.of("code", "unknown"));
        }
    }
}
