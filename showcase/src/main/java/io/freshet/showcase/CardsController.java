package io.freshet.showcase;

import io.freshet.ChangeResult;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.Rights;
import io.freshet.Selector;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The cards that a dashboard shows. They belong to its subscriber, whether or not a stream is open. */
@RestController
class CardsController {
    /** The largest whole number that JavaScript counts up to exactly. */
    private static final long MAX_REVISION = (1L << 53) - 1;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private final Hub hub;
    private final JsonBody json;

    CardsController(Hub hub, JsonBody json) {
        this.hub = hub;
        this.json = json;
    }

    @PutMapping("/stores/{storeId}/cards")
    CompletionStage<ResponseEntity<?>> choose(
            @PathVariable StoreId storeId,
            @RequestParam @Nullable String subscriber,
            @RequestParam @Nullable String revision,
            Owner caller,
            InputStream body)
            throws IOException {
        SubscriberKey key = key(caller, storeId, subscriber);
        long number = revision(revision);
        List<Selector> topics = cards(json.read(body)).stream()
                .map(card -> Selector.of(storeId.topic(card)))
                .toList();
        Rights rights = Rights.to(List.of(Selector.of(storeId.allTopics())));
        return hub.subscribe(key, number, topics, rights).thenApply(result -> answer(result, storeId));
    }

    @GetMapping("/stores/{storeId}/cards")
    CompletionStage<Held> held(@PathVariable StoreId storeId, @RequestParam @Nullable String subscriber, Owner caller) {
        return hub.lookUp(key(caller, storeId, subscriber)).thenApply(held -> Held.of(held, storeId));
    }

    private static ResponseEntity<?> answer(ChangeResult result, StoreId store) {
        if (result instanceof ChangeResult.Accepted) {
            return ResponseEntity.noContent().build();
        }
        if (result instanceof ChangeResult.Outdated outdated) {
            return ResponseEntity.status(HttpStatus.CONFLICT).body(Held.of(outdated.held(), store));
        }
        return ResponseEntity.status(HttpStatus.FORBIDDEN).build();
    }

    private static SubscriberKey key(Owner caller, StoreId store, @Nullable String subscriber) {
        if (subscriber == null) {
            throw new BadInput("the parameter subscriber is missing: 1 to 128 characters of A-Z a-z 0-9 . _ ~ -");
        }
        try {
            return new SubscriberKey(caller, store.streamPath(), subscriber);
        } catch (IllegalArgumentException notAllowed) {
            throw new BadInput(String.valueOf(notAllowed.getMessage()));
        }
    }

    private static long revision(@Nullable String text) {
        if (text != null && DIGITS.matcher(text).matches()) {
            long revision = Long.parseLong(text);
            if (revision >= 1 && revision <= MAX_REVISION) {
                return revision;
            }
        }
        throw BadInput.of(
                "revision",
                text == null ? "(missing)" : BadInput.shown(text),
                "a whole number from 1 to " + MAX_REVISION);
    }

    private static Set<Card> cards(JsonNode body) {
        if (!body.isArray()) {
            throw BadInput.of("cards", JsonBody.shown(body), "a list of any of " + Card.known());
        }
        Set<Card> cards = EnumSet.noneOf(Card.class);
        for (JsonNode code : body) {
            if (!code.isString()) {
                throw BadInput.of("card", JsonBody.shown(code), "one of " + Card.known());
            }
            cards.add(Card.parse(code.stringValue()));
        }
        return cards;
    }

    /** What a subscriber holds; revision 0 and no cards if it is not known. */
    record Held(long revision, List<Card> cards) {
        static Held of(Subscription subscription, StoreId store) {
            return new Held(
                    subscription.revision(),
                    Arrays.stream(Card.values())
                            .filter(card -> subscription.selectors().contains(Selector.of(store.topic(card))))
                            .toList());
        }
    }
}
