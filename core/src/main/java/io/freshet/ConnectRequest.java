package io.freshet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request for a connection, as the transport and the application have understood it. Immutable; what is null is left to the
 * hub.
 *
 * @param owner whom the connection belongs to
 * @param stream what it asks for
 * @param subscriber the subscriber's id, or null for one that is unnamed
 * @param session what the right to the connection hangs on besides the owner, such as a login of a browser: all of a session's
 *     connections end together with {@link Hub#closeSession}. 1 to 256 characters without control characters, or null
 * @param topics what a new subscriber selects at first (revision 0); a subscriber that is known keeps what it has
 * @param rights what may be received
 * @param lastEventId the {@code Last-Event-ID} as it came, readable or not, or null to start at the head of the log;
 *     {@link #EARLIEST} to start with the oldest event that the log has
 * @param selected what the client says that its subscriber selected at that position, for a hub that does not know it any more; not
 *     looked at by one of many nodes, which know it from each other. Or null
 * @param limit how many subscribers the owner may have connected, or null for any number
 * @param overflow what happens when the reader is too slow
 * @param heartbeat how long the connection may be silent
 * @param retry the reconnection time told to the client
 * @param maxLife the longest life of the connection
 * @param expires when the right to the stream runs out, or null for never
 * @param plain whether its client knows nothing of {@code connect}, {@code gap} and {@code close} and is sent none: ids and
 *     reconnection times alone say what can be said with them, {@link Connection#resumes} says where the stream begins, and
 *     what could not be passed over without a {@code gap} ends the connection
 * @param attachment something of the application's own, which listeners find here again; not looked at by the hub. Or null
 */
public record ConnectRequest(
        Owner owner,
        Stream stream,
        @Nullable String subscriber,
        @Nullable String session,
        Set<Selector> topics,
        Rights rights,
        @Nullable String lastEventId,
        @Nullable Selected selected,
        @Nullable Limit limit,
        @Nullable OverflowPolicy overflow,
        @Nullable Duration heartbeat,
        @Nullable Duration retry,
        @Nullable Duration maxLife,
        @Nullable Instant expires,
        boolean plain,
        @Nullable Object attachment) {
    /** Stands for the position before the oldest event that the log has. */
    public static final String EARLIEST = "earliest";

    /** @throws IllegalArgumentException if a value is not allowed; the message names it */
    public ConnectRequest {
        if (subscriber != null) {
            Text.requireSubscriberId(subscriber);
        }
        if (session != null) {
            Text.requirePlain("session", session, Text.MAX_OWNER);
        }
        topics = Set.copyOf(topics);
        requirePositive("heartbeat", heartbeat);
        requirePositive("retry", retry);
        requirePositive("maxLife", maxLife);
    }

    private static void requirePositive(String what, @Nullable Duration duration) {
        if (duration != null && (duration.isNegative() || duration.isZero())) {
            throw new IllegalArgumentException(what + " " + duration + " is not allowed: more than zero");
        }
    }

    /** Begins a request of this owner for this stream. */
    public static Builder to(Stream stream, Owner owner) {
        return new Builder(stream, owner);
    }

    /** Gathers what a request asks for. Not safe for use by several threads. */
    public static final class Builder {
        private final Stream stream;
        private Owner owner;
        private @Nullable String subscriber;
        private @Nullable String session;
        private Set<Selector> topics = Set.of();
        private final List<Selector> allowed = new ArrayList<>();
        private @Nullable Rights rights;
        private @Nullable String lastEventId;
        private @Nullable Selected selected;
        private @Nullable Limit limit;
        private @Nullable OverflowPolicy overflow;
        private @Nullable Duration heartbeat;
        private @Nullable Duration retry;
        private @Nullable Duration maxLife;
        private @Nullable Instant expires;
        private boolean plain;
        private @Nullable Object attachment;

        private Builder(Stream stream, Owner owner) {
            this.stream = stream;
            this.owner = owner;
        }

        /** Makes somebody else the owner. */
        public Builder owner(Owner newOwner) {
            this.owner = newOwner;
            return this;
        }

        /** Names the subscriber, or leaves it unnamed with null. */
        public Builder subscriber(@Nullable String id) {
            this.subscriber = id;
            return this;
        }

        /** What the right to the connection hangs on besides the owner, or null if nothing does. */
        public Builder session(@Nullable String newSession) {
            this.session = newSession;
            return this;
        }

        /** What a new subscriber selects at first. */
        public Builder topics(Collection<String> selectors) {
            this.topics = Selector.all(selectors);
            return this;
        }

        /** What a new subscriber selects at first. */
        public Builder selecting(Collection<Selector> selectors) {
            this.topics = new LinkedHashSet<>(selectors);
            return this;
        }

        /** What a new subscriber selects at first. */
        public Builder topics(String... selectors) {
            return topics(List.of(selectors));
        }

        /** Adds to what may be received. Without any of it, and without {@link #rights}, that is what {@link #topics} selects. */
        public Builder allow(String... selectors) {
            allowed.addAll(Selector.all(List.of(selectors)));
            return this;
        }

        /** What may be received, in place of what {@link #allow} has gathered; null leaves it at that. */
        public Builder rights(@Nullable Rights newRights) {
            this.rights = newRights;
            return this;
        }

        /** The {@code Last-Event-ID} as it came, or null. */
        public Builder lastEventId(@Nullable String text) {
            this.lastEventId = text;
            return this;
        }

        /** What the client says that its subscriber selected at that position, or null. */
        public Builder selected(@Nullable Selected saidByTheClient) {
            this.selected = saidByTheClient;
            return this;
        }

        /** How many subscribers the owner may have connected to streams of this name. */
        public Builder limit(@Nullable Limit newLimit) {
            this.limit = newLimit;
            return this;
        }

        /** What happens when the reader is too slow. */
        public Builder overflow(@Nullable OverflowPolicy policy) {
            this.overflow = policy;
            return this;
        }

        /** How long the connection may be silent before a heartbeat is sent. */
        public Builder heartbeat(@Nullable Duration interval) {
            this.heartbeat = interval;
            return this;
        }

        /** The reconnection time told to the client. */
        public Builder retry(@Nullable Duration reconnectionTime) {
            this.retry = reconnectionTime;
            return this;
        }

        /** The longest life of the connection; the hub takes up to a tenth off it, so that ends spread out. */
        public Builder maxLife(@Nullable Duration life) {
            this.maxLife = life;
            return this;
        }

        /** When the right to the stream runs out. */
        public Builder expires(@Nullable Instant moment) {
            this.expires = moment;
            return this;
        }

        /** Whether its client is sent none of Freshet's own events. */
        public Builder plain(boolean sentNone) {
            this.plain = sentNone;
            return this;
        }

        /** Something of the application's own, for its listeners. */
        public Builder attachment(@Nullable Object ofTheApplication) {
            this.attachment = ofTheApplication;
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalArgumentException if a value is not allowed; the message names it
         */
        public ConnectRequest build() {
            Rights effective = rights != null ? rights : Rights.to(allowed.isEmpty() ? topics : allowed);
            return new ConnectRequest(
                    owner,
                    stream,
                    subscriber,
                    session,
                    topics,
                    effective,
                    lastEventId,
                    selected,
                    limit,
                    overflow,
                    heartbeat,
                    retry,
                    maxLife,
                    expires,
                    plain,
                    attachment);
        }
    }
}
