package io.freshet;

/** What became of a wish to change a subscription. */
public sealed interface ChangeResult {
    /** The subscriber selects what was asked for. */
    record Accepted(Subscription held) implements ChangeResult {}

    /** The subscriber holds a newer revision, or the same one with other selectors; nothing changed. */
    record Outdated(Subscription held) implements ChangeResult {}

    /** A selector lies outside the rights of the request; nothing changed. */
    record Forbidden(Selector selector) implements ChangeResult {}

    /** The caller is anonymous and the subscriber not known: anonymous callers get their ids by connecting. */
    record Unknown() implements ChangeResult {}
}
