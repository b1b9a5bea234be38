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
        } else {
            out.octet(SUBSCRIPTION_CHANGE);
            write((SubscriptionChange) entry, out);
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
                    default ->
                        throw new IllegalArgumentException("an entry of kind " + kind + " is not known: " + PUBLICATION
                                + " or " + SUBSCRIPTION_CHANGE);
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

    private void write(SubscriptionChange change, ByteWriter out) {
        SubscriberKey subscriber = change.subscriber();
        out.text(subscriber.owner().name());
        out.flag(subscriber.owner().anonymous());
        out.text(subscriber.stream());
        out.text(subscriber.id());
        out.number(change.revision());
        out.text(change.changeId());
        out.number(change.selectors().size());
        for (Selector selector : change.selectors()) {
            out.octet(syntax(selector));
            out.text(selector.toString());
        }
    }

    private SubscriptionChange readChange(ByteReader in) {
        Owner owner = new Owner(in.text(), in.flag());
        SubscriberKey subscriber = new SubscriberKey(owner, in.text(), in.text());
        long revision = in.number();
        String changeId = in.text();
        Set<Selector> selectors = new LinkedHashSet<>();
        for (int left = in.count("selectors"); left > 0; left--) {
            selectors.add(selector(in.octet(), in.text()));
        }
        return new SubscriptionChange(subscriber, revision, selectors, changeId);
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
                    case OTHER -> requireOtherSyntax(text).apply(text);
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

    private Function<String, Selector> requireOtherSyntax(String text) {
        if (otherSyntax == null) {
            throw new IllegalArgumentException("selector " + Text.shown(text)
                    + " is of a syntax of the application's own, which this codec was not given");
        }
        return otherSyntax;
    }
}
