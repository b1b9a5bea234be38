package io.freshet.server;

import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.Publication;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes events from publishers, and answers once the log has them. */
final class Publishing {
    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

    private static final long LOG_ANSWERS_WITHIN_SECONDS = 20;

    private final Hub hub;
    private final PublishRate rate;

    Publishing(Hub hub, PublishRate rate) {
        this.hub = hub;
        this.rate = rate;
    }

    void answer(Call call, Caller caller) {
        if (caller instanceof Caller.Refused refused) {
            call.refuse(refused.status(), refused.why());
        } else if (caller instanceof Caller.Known known) {
            answer(call, known.token());
        } else {
            call.refuse(401, "a token is missing: publishing needs one whose claim mercure.publish names the topics");
        }
    }

    private void answer(Call call, Token token) {
        if (!FormData.isTypeOf(call.exchange().header("Content-Type"))) {
            call.refuse(415, "the content type is not allowed: application/x-www-form-urlencoded");
            return;
        }
        if (!rate.allows(token)) {
            call.refuse(429, "at most " + rate.perSecond() + " events a second may be published with this token");
            return;
        }
        Publication publication;
        try {
            publication = PublishForm.read(call.exchange().body());
        } catch (IllegalArgumentException notAllowed) {
            call.refuse(400, String.valueOf(notAllowed.getMessage()));
            return;
        }
        String objection = objection(publication, token);
        if (objection == null) {
            publish(call, publication);
        } else {
            call.refuse(403, objection);
        }
    }

    /** Null if the token gives the right to all topics. */
    private static @Nullable String objection(Publication publication, Token token) {
        for (String topic : publication.topics()) {
            if (topic.contains(MercureEndpoint.PATH)) {
                return "topic " + Shown.of(topic) + " is not allowed: " + MercureEndpoint.PATH + " is the hub's own";
            }
            if (!token.mayPublish(topic)) {
                return "the token gives no right to publish to topic " + Shown.of(topic)
                        + ": no selector of its claim mercure.publish matches";
            }
        }
        return null;
    }

    private void publish(Call call, Publication publication) {
        CompletableFuture<EventId> published;
        try {
            published = hub.publish(publication).toCompletableFuture();
        } catch (IllegalArgumentException tooLarge) {
            call.refuse(413, String.valueOf(tooLarge.getMessage()));
            return;
        }
        CompletableFuture<EventId> inTime = published.isDone()
                ? published
                : published.copy().orTimeout(LOG_ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS);
        call.guard(inTime.handle((id, failure) -> {
            if (failure == null) {
                call.answer(Answer.of(200, "text/plain", id.toString()));
            } else {
                LOG.warn("An event was not published: {}", failure.toString());
                call.refuse(
                        503,
                        "it is not known that the event was taken: whoever publishes it again later may have it delivered twice");
            }
            return null;
        }));
    }
}
