package io.freshet.server;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.freshet.ConnectRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers which subscriptions are active: all, those of a topic selector, or one. */
final class SubscriptionApi {
    private static final String TYPE = "application/ld+json";

    private final ActiveSubscriptions subscriptions;

    SubscriptionApi(ActiveSubscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    void answer(Call call, Caller caller) {
        String path = call.exchange().path();
        if (caller instanceof Caller.Refused refused) {
            call.refuse(refused.status(), refused.why());
        } else if (!(caller instanceof Caller.Known known)) {
            call.refuse(401, "a token is missing: one whose claim mercure.subscribe matches " + Shown.of(path));
        } else if (!known.token().mayReceive(path)) {
            call.refuse(
                    403,
                    "the token gives no right to " + Shown.of(path)
                            + ": no selector of its claim mercure.subscribe matches");
        } else {
            answer(call, path);
        }
    }

    private void answer(Call call, String path) {
        List<String> names = new ArrayList<>();
        for (String part : path.substring(SubscriptionPaths.ALL.length()).split("/", -1)) {
            Optional<String> name = Octets.decoded(part);
            if (name.isEmpty()) {
                notFound(call, path);
                return;
            }
            names.add(name.get());
        }
        // What stands before the first slash is nothing.
        List<String> asked = names.subList(1, names.size());
        if (!names.get(0).isEmpty() || asked.size() > 2 || asked.contains("")) {
            notFound(call, path);
            return;
        }
        call.guard(subscriptions.list().thenAccept(listing -> answer(call, path, asked, listing)));
    }

    private static void notFound(Call call, String path) {
        call.refuse(404, "there is no active subscription at " + Shown.of(path));
    }

    private static void answer(Call call, String path, List<String> asked, ActiveSubscriptions.Listing listing) {
        List<ActiveSubscription> found = listing.all().stream()
                .filter(each -> asked.isEmpty() || each.topic().equals(asked.get(0)))
                .filter(each -> asked.size() < 2 || each.subscriber().equals(asked.get(1)))
                .toList();
        if (asked.size() == 2 && found.isEmpty()) {
            notFound(call, path);
            return;
        }
        String tag = "\"" + listing.position() + "/" + listing.version() + "\"";
        Answer answer = tag.equals(call.exchange().header("If-None-Match"))
                ? Answer.of(304)
                : Answer.of(200, TYPE, JSONObjectUtils.toJSONString(document(path, asked, found, listing)));
        call.answer(answer.with("ETag", tag).with("Cache-Control", "private, must-revalidate, max-age=0"));
    }

    private static Map<String, Object> document(
            String path, List<String> asked, List<ActiveSubscription> found, ActiveSubscriptions.Listing listing) {
        Map<String, Object> document = new LinkedHashMap<>();
        if (asked.size() == 2) {
            document.putAll(found.get(0).documentWithContext());
        } else {
            document.put("@context", ActiveSubscription.CONTEXT);
            document.put("id", path);
            document.put("type", "Subscriptions");
            document.put(
                    "subscriptions",
                    found.stream().map(ActiveSubscription::document).toList());
        }
        document.put(
                "lastEventID",
                listing.position().sequence() == 0
                        ? ConnectRequest.EARLIEST
                        : listing.position().toString());
        return document;
    }
}
