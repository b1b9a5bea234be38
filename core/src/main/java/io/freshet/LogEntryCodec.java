package io.freshet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a log as bytes, for logs that live outside the process's memory: a version, what kind of entry it is, its parts.
 * What is read back equals what was written. The bytes carry no checksum; a log whose medium may damage them brings its own.
 *
 * <p>May be used by any thread.
 */
public final class LogEntryCodec {
    /** Goes up when a reader of the old form would misread the new one. */
    private static final int VERSION = 1;

    private static final int PUBLICATION = 1;
    private static final int SUBSCRIPTION_CHANGE = 2;
    private static final int ENDING = 3;

    private static final int OF_OWNER = 1;
    private static final int OF_SESSION = 2;
    private static final int OF_SUBSCRIBER = 3;
    private static final int OF_CONNECTION = 4;

    private static final int EXACT = 1;
    private static final int SEGMENTS = 2;
    private static final int OTHER = 3;

    private final @Nullable Function<String, Selector> otherSyntax;

    /** For hubs whose selectors are exact or patterns over segments; entries with other ones are refused. */
    public LogEntryCodec() {
        this.otherSyntax = null;
    }

    /**
     * For hubs that have {@linkplain Selector#matching selectors of their own}, too.
     *
     * @param otherSyntax makes such a selector again from its text
     */
    public LogEntryCodec(Function<String, Selector> otherSyntax) {
        this.otherSyntax = otherSyntax;
    }

    /** @throws IllegalArgumentException if the entry has a selector that this codec could not read back */
    public byte[] encode(LogEntry entry) {
        ByteWriter out = new ByteWriter();
        out.octet(VERSION);
        if (entry instanceof Publication publication) {
            out.octet(PUBLICATION);
            write(publication, out);
        } else if (entry instanceof SubscriptionChange change) {
            out.octet(SUBSCRIPTION_CHANGE);
            write(change, out);
        } else {
            out.octet(ENDING);
            write((Ending) entry, out);
        }
        return out.bytes();
    }

    /** @throws IllegalArgumentException if the bytes are no entry, or one of another version; the message says what is wrong */
    public LogEntry decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.octet();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "an entry of version " + version + " cannot be read: this is version " + VERSION);
        }
        int kind = in.octet();
        LogEntry entry =
                switch (kind) {
                    case PUBLICATION -> readPublication(in);
                    case SUBSCRIPTION_CHANGE -> readChange(in);
                    case ENDING -> readEnding(in);
                    default ->
                        throw new IllegalArgumentException(
                                "an entry of kind " + kind + " is not known: " + PUBLICATION + " to " + ENDING);
                };
        in.requireEnd();
        return entry;
    }

    private static void write(Publication publication, ByteWriter out) {
        out.number(publication.topics().size());
        publication.topics().forEach(out::text);
        out.flag(publication.isPrivate());
        Event event = publication.event();
        out.text(event.type());
        out.text(event.data());
        Duration retry = event.retry();
        out.flag(retry != null);
        if (retry != null) {
            out.number(retry.toNanos());
        }
    }

    private static Publication readPublication(ByteReader in) {
        List<String> topics = new ArrayList<>();
        for (int left = in.count("topics"); left > 0; left--) {
            topics.add(in.text());
        }
        boolean isPrivate = in.flag();
        String type = in.text();
        String data = in.text();
        Duration retry = in.flag() ? Duration.ofNanos(in.number()) : null;
        return new Publication(topics, isPrivate, new Event(type, data, retry));
    }

    /**
     * What a subscriber selects, for who keeps it beside the log.
     *
     * @throws IllegalArgumentException if it has a selector that this codec could not read back
     */
    public byte[] encode(Subscription subscription) {
        ByteWriter out = new ByteWriter();
        out.octet(VERSION);
        out.number(subscription.revision());
        write(subscription.selectors(), out);
        return out.bytes();
    }

    /** @throws IllegalArgumentException if the bytes are not those of a subscription, or of another version */
    public Subscription decodeSubscription(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.octet();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "a subscription of version " + version + " cannot be read: this is version " + VERSION);
        }
        Subscription subscription = new Subscription(in.number(), readSelectors(in));
        in.requireEnd();
        return subscription;
    }

    private void write(SubscriptionChange change, ByteWriter out) {
        write(change.subscriber(), out);
        out.number(change.revision());
        out.text(change.changeId());
        write(change.selectors(), out);
    }

    private void write(Set<Selector> selectors, ByteWriter out) {
        out.number(selectors.size());
        for (Selector selector : selectors) {
            out.octet(syntax(selector));
            out.text(selector.toString());
        }
    }

    private SubscriptionChange readChange(ByteReader in) {
        SubscriberKey subscriber = readSubscriber(in);
        long revision = in.number();
        String changeId = in.text();
        return new SubscriptionChange(subscriber, revision, readSelectors(in), changeId);
    }

    private Set<Selector> readSelectors(ByteReader in) {
        Set<Selector> selectors = new LinkedHashSet<>();
        for (int left = in.count("selectors"); left > 0; left--) {
            selectors.add(selector(in.octet(), in.text()));
        }
        return selectors;
    }

    private static void write(Ending ending, ByteWriter out) {
        out.text(ending.node());
        out.text(ending.reason().name());
        out.number(ending.ticket());
        if (ending.target() instanceof Ending.OfOwner of) {
            out.octet(OF_OWNER);
            write(of.owner(), out);
        } else if (ending.target() instanceof Ending.OfSession of) {
            out.octet(OF_SESSION);
            out.text(of.session());
        } else if (ending.target() instanceof Ending.OfSubscriber of) {
            out.octet(OF_SUBSCRIBER);
            write(of.subscriber(), out);
        } else {
            Ending.OfConnection of = (Ending.OfConnection) ending.target();
            out.octet(OF_CONNECTION);
            write(of.subscriber(), out);
            out.text(of.connection());
        }
    }

    private static Ending readEnding(ByteReader in) {
        String node = in.text();
        CloseReason reason = CloseReason.valueOf(in.text());
        long ticket = in.number();
        int target = in.octet();
        return new Ending(
                node,
                switch (target) {
                    case OF_OWNER -> new Ending.OfOwner(readOwner(in));
                    case OF_SESSION -> new Ending.OfSession(in.text());
                    case OF_SUBSCRIBER -> new Ending.OfSubscriber(readSubscriber(in));
                    case OF_CONNECTION -> new Ending.OfConnection(readSubscriber(in), in.text());
                    default ->
                        throw new IllegalArgumentException(
                                "an ending of kind " + target + " is not known: " + OF_OWNER + " to " + OF_CONNECTION);
                },
                reason,
                ticket);
    }

    private static void write(Owner owner, ByteWriter out) {
        out.text(owner.name());
        out.flag(owner.anonymous());
    }

    private static Owner readOwner(ByteReader in) {
        return new Owner(in.text(), in.flag());
    }

    private static void write(SubscriberKey subscriber, ByteWriter out) {
        write(subscriber.owner(), out);
        out.text(subscriber.stream());
        out.text(subscriber.id());
    }

    private static SubscriberKey readSubscriber(ByteReader in) {
        return new SubscriberKey(readOwner(in), in.text(), in.text());
    }

    private int syntax(Selector selector) {
        if (selector.isExact()) {
            return EXACT;
        }
        if (selector.isOfSegments()) {
            return SEGMENTS;
        }
        requireOtherSyntax(selector.toString());
        return OTHER;
    }

    private Selector selector(int syntax, String text) {
        Selector selector =
                switch (syntax) {
                    case EXACT -> Selector.exact(text);
                    case SEGMENTS -> Selector.of(text);
                    case OTHER -> otherSelector(text);
                    default ->
                        throw new IllegalArgumentException("selector " + Text.shown(text) + " has the syntax " + syntax
                                + ": " + EXACT + ", " + SEGMENTS + " or " + OTHER);
                };
        if (syntax(selector) != syntax || !selector.toString().equals(text)) {
            throw new IllegalArgumentException("selector " + Text.shown(text) + " is not one of the syntax that it was"
                    + " written in any more: it reads as " + Text.shown(selector.toString()));
        }
        return selector;
    }

    /** Whatever the application's function throws, it cannot read this one. */
    private Selector otherSelector(String text) {
        Function<String, Selector> syntax = requireOtherSyntax(text);
        try {
            return syntax.apply(text);
        } catch (RuntimeException failure) {
            throw new IllegalArgumentException(
                    "selector " + Text.shown(text) + " cannot be read by the application's own syntax: " + failure,
                    failure);
        }
    }

    private Function<String, Selector> requireOtherSyntax(String text) {
        if (otherSyntax == null) {
            throw new IllegalArgumentException("selector " + Text.shown(text)
                    + " is of a syntax of the application's own, which this codec was not given");
        }
        return otherSyntax;
    }
}
