package io.freshet.showcase;

import io.freshet.Hub;
import io.freshet.Limit;
import io.freshet.Owner;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.spring.EventStream;
import io.freshet.spring.StreamRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Share links: a story, and what its readers feel about it at this moment. */
@RestController
@RequestMapping("/share-links/{link}")
class ShareLinkController {
    private static final Duration HEARTBEAT = Duration.ofSeconds(4);

    /** Counted over all links, since a limit counts within one mapping. */
    private static final Limit LIMIT = new Limit(
            5,
            Refusal.of(RefusalReason.LIMIT, "5 share links are open already: close one of them first")
                    .withStatus(HttpStatus.BAD_REQUEST.value(), "SHARE_LINK_ACCESS_LIMIT_EXCEEDED")
                    .withRetryAfter(Duration.ofSeconds(1)));

    private final Hub hub;
    private final ShareLinkService links;
    private final JsonBody json;

    ShareLinkController(Hub hub, ShareLinkService links, JsonBody json) {
        this.hub = hub;
        this.links = links;
        this.json = json;
    }

    @GetMapping("/events")
    EventStream events(@PathVariable ShareLink link, StreamRequest request) {
        return request.heartbeat(HEARTBEAT).limit(LIMIT).subscribe(link.reactions());
    }

    @GetMapping
    View view(@PathVariable ShareLink link) {
        String position = hub.position().toString();
        return new View(position, link.name(), links.recent(link));
    }

    @PostMapping(path = "/reactions", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    ShareLinkReaction.Data react(@PathVariable ShareLink link, Owner caller, InputStream body) throws IOException {
        JsonFields reaction = JsonFields.of("reaction", json.read(body), "{\"emoji\":\"👍\"}");
        return links.react(link, reaction.line("emoji", ShareLinkReaction.MAX_EMOJI), caller.name());
    }

    /**
     * What the page shows at first.
     *
     * @param id the position from which a stream goes on; it was fixed before the reactions were read
     * @param link which link
     * @param reactions the newest ones, the oldest of them first
     */
    record View(String id, String link, List<ShareLinkReaction.Data> reactions) {}
}
