package io.freshet.server;

import io.freshet.Hub;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The Mercure protocol, as an endpoint: subscribing, publishing, active subscriptions; and what Freshet adds for its own clients. It is
 * described in {@code docs/mercure.md}.
 */
public final class MercureEndpoint implements Endpoint, AutoCloseable {
    /** The path that the protocol prescribes. What is the endpoint's is this path and everything beneath it. */
    public static final String PATH = "/.well-known/mercure";

    private static final String CHANGE = PATH + "/subscription";
    private static final String GOODBYE = PATH + "/goodbye";

    /** As long as hubs keep its place for it, unless they are told otherwise. */
    private static final Duration REFRESH = Duration.ofMillis(500);

    private final MercureSettings settings;
    private final Cors cors;
    private final String link;
    private final Callers callers;
    private final Subscribing subscribing;
    private final Publishing publishing;
    private final Reselecting reselecting;
    private final Goodbyes goodbyes;
    private final @Nullable ActiveSubscriptions subscriptions;
    private final @Nullable SubscriptionApi api;

    /** An endpoint over a hub. Whoever makes it closes it, and the hub after it. */
    public MercureEndpoint(Hub hub, MercureSettings settings) {
        this(hub, settings, InstantSource.system(), REFRESH);
    }

    /** @param refresh how long a page that is refreshed may be away */
    MercureEndpoint(Hub hub, MercureSettings settings, InstantSource time, Duration refresh) {
        this.settings = settings;
        this.cors = new Cors(Origins.of(settings.corsOrigins()));
        this.link = "<" + (settings.url() == null ? PATH : settings.url().toASCIIString()) + ">; rel=\"mercure\"";
        this.callers = new Callers(settings, time);
        this.subscribing = new Subscribing(hub, settings);
        this.publishing = new Publishing(hub, new PublishRate(settings.publishesPerSecond(), System::nanoTime));
        this.goodbyes = new Goodbyes(hub);
        this.subscriptions = settings.subscriptions() ? new ActiveSubscriptions(hub, refresh) : null;
        this.api = subscriptions == null ? null : new SubscriptionApi(subscriptions);
        this.reselecting = new Reselecting(hub, settings, subscriptions);
        if (subscriptions != null) {
            hub.addListener(subscriptions);
        }
    }

    @Override
    public void handle(Exchange exchange) {
        Call call = new Call(exchange, headers(exchange));
        String method = exchange.method();
        if (method.equals("OPTIONS")) {
            call.answer(cors.preflight(exchange));
            return;
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        String path = exchange.path();
        if (path.equals(PATH)) {
            if (reads) {
                decide(call, callers.subscriber(exchange), subscribing::answer);
            } else if (method.equals("POST")) {
                decide(call, callers.publisher(exchange), publishing::answer);
            } else {
                notAllowed(call, "GET, HEAD, POST, OPTIONS");
            }
        } else if (path.equals(CHANGE)) {
            if (method.equals("PUT")) {
                decide(call, callers.subscriber(exchange), asSubscriber(reselecting::answer));
            } else {
                notAllowed(call, "PUT, OPTIONS");
            }
        } else if (path.equals(GOODBYE)) {
            if (method.equals("POST")) {
                decide(call, callers.subscriber(exchange), asSubscriber(goodbyes::answer));
            } else {
                notAllowed(call, "POST, OPTIONS");
            }
        } else if (api != null
                && (path.equals(SubscriptionPaths.ALL) || path.startsWith(SubscriptionPaths.ALL + "/"))) {
            if (reads) {
                decide(call, callers.subscriber(exchange), api::answer);
            } else {
                notAllowed(call, "GET, HEAD, OPTIONS");
            }
        } else {
            call.refuse(404, "there is nothing at " + Shown.of(path));
        }
    }

    private Map<String, String> headers(Exchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>(cors.headers(exchange));
        headers.put("Link", link);
        return headers;
    }

    private static void decide(Call call, CompletionStage<Caller> caller, BiConsumer<Call, Caller> answer) {
        call.guard(caller.thenAccept(known -> answer.accept(call, known)));
    }

    /** For what subscribers may do, and those without a token only if they may subscribe. */
    private BiConsumer<Call, Caller> asSubscriber(BiConsumer<Call, @Nullable Token> answer) {
        return (call, caller) -> {
            if (caller instanceof Caller.Refused refused) {
                call.refuse(refused.status(), refused.why());
            } else if (caller instanceof Caller.Known known) {
                answer.accept(call, known.token());
            } else if (settings.anonymous()) {
                answer.accept(call, null);
            } else {
                call.refuse(401, "a token is missing: this hub has no anonymous subscribers");
            }
        };
    }

    private static void notAllowed(Call call, String allowed) {
        call.refuse(405, "the method is not allowed: " + allowed, Map.of("Allow", allowed), Map.of());
    }

    /** Announces no subscription any more. Close it before its hub. */
    @Override
    public void close() {
        if (subscriptions != null) {
            subscriptions.close();
        }
    }
}
