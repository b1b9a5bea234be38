package io.freshet.server;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.Limit;
import io.freshet.Owner;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.Rights;
import io.freshet.Selected;
import io.freshet.Selector;
import io.freshet.Stream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Begins streams: of clients that know Mercure only, and of those that ask for what Freshet adds. */
final class Subscribing {
    /** All streams of the hub are this one. */
    static final Stream STREAM = Stream.of(MercureEndpoint.PATH);

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Hub hub;
    private final MercureSettings settings;

    Subscribing(Hub hub, MercureSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    void answer(Call call, Caller caller) {
        if (caller instanceof Caller.Refused refused) {
            call.refuse(refusal(refused));
        } else if (caller instanceof Caller.Nobody && !settings.anonymous()) {
            call.refuse(Refusal.of(
                    RefusalReason.UNAUTHENTICATED, "a token is missing: this hub has no anonymous subscribers"));
        } else {
            begin(call, caller instanceof Caller.Known known ? known.token() : null);
        }
    }

    private static Refusal refusal(Caller.Refused refused) {
        RefusalReason reason =
                switch (refused.status()) {
                    case 401 -> RefusalReason.UNAUTHENTICATED;
                    case 403 -> RefusalReason.FORBIDDEN;
                    default -> RefusalReason.FAILED;
                };
        Refusal refusal = Refusal.of(reason, refused.why()).withStatus(refused.status(), reason.toString());
        return refused.status() == 503 ? refusal.withRetryAfter(Call.RETRY_AFTER) : refusal;
    }

    private void begin(Call call, @Nullable Token token) {
        ConnectRequest request;
        try {
            request = request(call, token);
        } catch (IllegalArgumentException notAllowed) {
            call.refuse(Refusal.of(RefusalReason.INVALID, String.valueOf(notAllowed.getMessage())));
            return;
        }
        if (call.exchange().method().equals("HEAD")) {
            call.answer(Answer.of(200).with("Content-Type", "text/event-stream").with("Cache-Control", "no-cache"));
        } else {
            call.stream(hub, request, Subscribing::headers);
        }
    }

    /** @throws IllegalArgumentException if something is not allowed; the message names it */
    private ConnectRequest request(Call call, @Nullable Token token) {
        Owner owner = call.owner(token);
        String subscriber = call.parameter("subscriber");
        boolean knowsFreshet = subscriber != null || call.parameter("freshet") != null;
        Set<Selector> topics = TopicSelectors.all(call.parameters("topic"));
        if (topics.isEmpty() && subscriber == null) {
            throw new IllegalArgumentException("the parameter topic is missing: one or more topic selectors");
        }
        requireAllowed(topics);
        return ConnectRequest.to(STREAM, owner)
                .subscriber(subscriber)
                .selecting(topics)
                .rights(rights(token))
                .lastEventId(lastEventId(call))
                .selected(selected(call))
                .limit(limit(owner))
                .expires(token == null ? null : token.expires())
                .plain(!knowsFreshet)
                .attachment(token)
                .build();
    }

    /** Everything public, and what is private under one of the token's selectors. */
    static Rights rights(@Nullable Token token) {
        return Rights.toEverythingPublicAnd(token == null ? Set.of() : token.subscribe());
    }

    /** Where the client was, by the header or, which counts less, by the parameter as Mercure or as Freshet's client writes it. */
    private static @Nullable String lastEventId(Call call) {
        return Optional.ofNullable(call.exchange().header(LAST_EVENT_ID))
                .filter(id -> !id.isEmpty())
                .or(() -> Optional.ofNullable(call.parameter("lastEventID")))
                .or(() -> Optional.ofNullable(call.parameter("lastEventId")))
                .filter(id -> !id.isEmpty())
                .orElse(null);
    }

    /** @throws IllegalArgumentException if one of the selectors is not allowed; the message names it */
    private @Nullable Selected selected(Call call) {
        String fingerprint = call.parameter("fingerprint");
        if (fingerprint == null) {
            return null;
        }
        Set<Selector> selectors = TopicSelectors.all(call.parameters("selected"));
        requireAllowed(selectors);
        return new Selected(fingerprint, selectors);
    }

    private void requireAllowed(Set<Selector> selectors) {
        TopicSelectors.requireFewTemplates(selectors, settings.templatesPerSubscriber());
        if (settings.subscriptions()) {
            selectors.forEach(SubscriptionPaths::requireAnnounceable);
        }
    }

    private @Nullable Limit limit(Owner owner) {
        int max = owner.anonymous() ? settings.streamsPerAddress() : settings.streamsPerSubject();
        return max == 0 ? null : Limit.of(max);
    }

    private static Map<String, String> headers(Connection connection) {
        Map<String, String> headers = new LinkedHashMap<>();
        // What a token in the URL brought is for this reader only.
        headers.put("Cache-Control", "private, no-cache, no-transform");
        String asked = connection.request().lastEventId();
        EventId begins = connection.beginsAfter();
        if (asked != null && begins != null) {
            headers.put(LAST_EVENT_ID, connection.resumes() ? asked : precedes(begins, asked));
        }
        return headers;
    }

    /**
     * The id of the event that precedes the first one sent; {@code earliest} if there is none, or if what was asked for never was an
     * event.
     */
    private static String precedes(EventId begins, String asked) {
        boolean existed = EventId.parse(asked)
                .filter(id -> id.sameEpoch(begins) && !id.isAfter(begins))
                .isPresent();
        return existed && begins.sequence() > 0 ? begins.toString() : ConnectRequest.EARLIEST;
    }
}
