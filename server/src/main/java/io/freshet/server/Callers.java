package io.freshet.server;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds out who sends a request. */
final class Callers {
    private final Tokens publishers;
    private final Tokens subscribers;
    private final String cookie;
    private final OwnPages ownPages;

    Callers(MercureSettings settings, InstantSource time) {
        this.publishers = new Tokens(settings.publishers().source(), time);
        this.subscribers = new Tokens(settings.subscribers().source(), time);
        this.cookie = settings.cookie();
        this.ownPages = new OwnPages(settings);
    }

    /** Who wants to receive something. */
    CompletionStage<Caller> subscriber(Exchange exchange) {
        return caller(subscribers, Credentials.of(exchange, cookie));
    }

    /** Who wants to publish something. A cookie counts only where the page that made the browser send it may publish. */
    CompletionStage<Caller> publisher(Exchange exchange) {
        Optional<Credentials> credentials = Credentials.of(exchange, cookie);
        if (credentials.isPresent() && credentials.get().isCookie()) {
            String objection = ownPages.objectionTo(exchange);
            if (objection != null) {
                return CompletableFuture.completedFuture(new Caller.Refused(403, objection));
            }
        }
        return caller(publishers, credentials);
    }

    private static CompletionStage<Caller> caller(Tokens tokens, Optional<Credentials> credentials) {
        if (credentials.isEmpty()) {
            return CompletableFuture.completedFuture(new Caller.Nobody());
        }
        String token = credentials.get().token();
        return token == null
                ? CompletableFuture.completedFuture(
                        Caller.invalid("what should have a token has none: one header 'Authorization: Bearer <token>',"
                                + " or one parameter authorization=<token>"))
                : tokens.callerWith(token);
    }
}
