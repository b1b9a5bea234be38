package io.freshet;

/**
 * What tells one subscriber from another: one browser tab of one owner on one stream.
 *
 * @param owner whom the subscriber belongs to
 * @param stream the path of its stream
 * @param id 1 to 128 of {@code A-Z a-z 0-9 . _ ~ -}
 */
public record SubscriberKey(Owner owner, String stream, String id) {
    /** @throws IllegalArgumentException if the stream or the id is not allowed */
    public SubscriberKey {
        Text.requirePlain("stream path", stream, Text.MAX_STREAM);
        Text.requireSubscriberId(id);
    }
}
