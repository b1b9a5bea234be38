package io.freshet.server;

import io.freshet.Hub;
import io.freshet.SubscriberKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the one connection that a page names as it is left, if it is the caller's. Answers 204 whatever came of it: nobody waits for the
 * answer, and nobody learns from it what exists. No page of somebody else's can end one: it does not know its name.
 */
final class Goodbyes {
    private static final Logger LOG = LoggerFactory.getLogger(Goodbyes.class);

    private final Hub hub;

    Goodbyes(Hub hub) {
        this.hub = hub;
    }

    void answer(Call call, @Nullable Token token) {
        FormData form;
        try {
            form = FormData.read(call.exchange().body());
        } catch (IllegalArgumentException notAllowed) {
            call.refuse(400, String.valueOf(notAllowed.getMessage()));
            return;
        }
        String subscriber = form.first("subscriber");
        String connection = form.first("connection");
        if (subscriber == null || connection == null) {
            call.refuse(
                    400,
                    "the parameter " + (subscriber == null ? "subscriber" : "connection")
                            + " is missing: a goodbye names the subscriber and the connection that the stream's connect event told");
            return;
        }
        try {
            hub.goodbye(new SubscriberKey(call.owner(token), MercureEndpoint.PATH, subscriber), connection);
        } catch (IllegalArgumentException notAllowed) {
            LOG.debug("A goodbye names nobody: {}", notAllowed.getMessage());
        }
        call.answer(Answer.of(204));
    }
}
