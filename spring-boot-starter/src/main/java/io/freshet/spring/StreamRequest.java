package io.freshet.spring;

import io.freshet.ConnectRequest;
import io.freshet.Limit;
import io.freshet.OverflowPolicy;
import io.freshet.Owner;
import io.freshet.Refusal;
import io.freshet.Rights;
import io.freshet.Selected;
import io.freshet.Stream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request for a stream, as an argument of a controller method. The owner is the caller's principal (or, without one, the
 * caller's address), the subscriber comes from the parameter {@code subscriber}, the position from the header
 * {@code Last-Event-ID} or else the parameter {@code lastEventId}, and what was selected there from the parameters
 * {@code fingerprint} and {@code selected}. The method adds what it decides and ends with
 * {@link #subscribe}:
 *
 * <pre>{@code
 * @GetMapping("/stores/{store}/events")
 * EventStream events(@PathVariable long store, StreamRequest request) {
 *     return request.limit(5).allow("stores/" + store + "/*").subscribe("stores/" + store + "/SLS_01_01");
 * }
 * }</pre>
 *
 * <p>Behind the path of each such stream two more requests are answered, unless the application maps them itself:
 *
 * <ul>
 *   <li>{@code POST .../goodbye} ends one connection of the caller's, named by the parameters {@code subscriber} and
 *       {@code connection}.
 *   <li>{@code PUT .../subscription?subscriber=S&revision=N} with a JSON array of selectors changes what the subscriber selects,
 *       whether or not it is connected. The same controller method is called for it: if it refuses or throws, so the change is
 *       refused, and otherwise it may select what the returned stream {@linkplain #allow allows}. The answer is 204, or 409 with
 *       {@code {"revision":N,"selectors":[...]}} if the subscriber holds a newer revision, or a problem detail with 400, 403, or 404
 *       for a caller who is known by address only and names a subscriber that is not known.
 * </ul>
 *
 * <p>A mapping that takes the rest of the path, such as {@code /files/**} or {@code /files/{*rest}}, has neither: what is behind it
 * is its own.
 */
public final class StreamRequest {
    private final Stream stream;
    private final @Nullable String subscriber;
    private final @Nullable String lastEventId;
    private final ConnectRequest.Builder request;
    private Owner owner;

    StreamRequest(
            Stream stream,
            Owner owner,
            @Nullable String subscriber,
            @Nullable String lastEventId,
            @Nullable Selected selected,
            @Nullable String session) {
        this.stream = stream;
        this.owner = owner;
        this.subscriber = subscriber;
        this.lastEventId = lastEventId;
        this.request = ConnectRequest.to(stream, owner)
                .subscriber(subscriber)
                .lastEventId(lastEventId)
                .selected(selected)
                .session(session);
    }

    /** Whom the stream belongs to. */
    public Owner owner() {
        return owner;
    }

    /** The stream that is asked for. */
    public Stream stream() {
        return stream;
    }

    /** The subscriber's id as it was sent, or null for one that is unnamed. */
    public @Nullable String subscriber() {
        return subscriber;
    }

    /** The position to resume from as it was sent, or null. */
    public @Nullable String lastEventId() {
        return lastEventId;
    }

    /** Makes somebody else the owner. The goodbye of such a stream is for the application to receive. */
    public StreamRequest owner(Owner newOwner) {
        this.owner = newOwner;
        request.owner(newOwner);
        return this;
    }

    /**
     * What the right to the stream hangs on, in place of the request's HTTP session: the id of the caller's token for example, which
     * {@code hub.closeSession} ends the streams of. Null for nothing. Without a call it is the HTTP session, if there is one, and the
     * stream ends with it, by logout or expiry.
     */
    public StreamRequest session(@Nullable String newSession) {
        request.session(newSession);
        return this;
    }

    /**
     * Adds to what may be received and selected, at the connect and by later changes. Without it that is what {@link #subscribe}
     * selects and no more: a stream whose subscribers change what they select says here what they may.
     */
    public StreamRequest allow(String... selectors) {
        request.allow(selectors);
        return this;
    }

    /** What may be received and selected, in place of what {@link #allow} has gathered. */
    public StreamRequest rights(Rights newRights) {
        request.rights(newRights);
        return this;
    }

    /** How many subscribers of the owner may be connected to streams of this mapping. One more gets 429. */
    public StreamRequest limit(int max) {
        return limit(Limit.of(max));
    }

    /** How many subscribers of the owner may be connected to streams of this mapping, and what one more gets. */
    public StreamRequest limit(Limit newLimit) {
        request.limit(newLimit);
        return this;
    }

    /** What happens when the reader is too slow. */
    public StreamRequest overflow(OverflowPolicy policy) {
        request.overflow(policy);
        return this;
    }

    /** How long the stream may be silent before a heartbeat is sent. */
    public StreamRequest heartbeat(Duration interval) {
        request.heartbeat(interval);
        return this;
    }

    /** The reconnection time told to the client. */
    public StreamRequest retry(Duration reconnectionTime) {
        request.retry(reconnectionTime);
        return this;
    }

    /** The longest life of the connection; up to a tenth is taken off it, so that ends spread out. */
    public StreamRequest maxLife(Duration life) {
        request.maxLife(life);
        return this;
    }

    /** When the right to the stream runs out, with the caller's token for example. */
    public StreamRequest expires(Instant moment) {
        request.expires(moment);
        return this;
    }

    /**
     * The stream.
     *
     * @param selectors what a new subscriber selects at first: topics or patterns; a subscriber that is known keeps what it has
     * @throws IllegalArgumentException if a selector is not allowed, or a duration is not more than zero
     */
    public EventStream subscribe(String... selectors) {
        return EventStream.of(request.topics(selectors).build());
    }

    /** A refusal instead of a stream. */
    public EventStream refuse(Refusal refusal) {
        return EventStream.of(refusal);
    }
}
