package io.freshet.showcase;

import java.util.regex.Pattern;

/**
 * Which store; each number from 1 on is one, and none has to be opened first.
 *
 * @param number 1 or more
 */
record StoreId(long number) {
    private static final Pattern PLAIN = Pattern.compile("[1-9][0-9]{0,18}");

    StoreId {
        if (number < 1) {
            throw bad(Long.toString(number));
        }
    }

    /** Reads the number as paths have it: digits only, so that a store has one path. */
    static StoreId parse(String text) {
        if (PLAIN.matcher(text).matches()) {
            try {
                return new StoreId(Long.parseLong(text));
            } catch (NumberFormatException tooLarge) {
                throw bad(BadInput.shown(text));
            }
        }
        throw bad(BadInput.shown(text));
    }

    private static BadInput bad(String value) {
        return BadInput.of("storeId", value, "a whole number from 1 to " + Long.MAX_VALUE);
    }

    /** The path of the store's stream, which is also the name of what its subscribers subscribe to. */
    String streamPath() {
        return "/stores/" + number + "/events";
    }

    /** Selects whatever the store publishes. */
    String allTopics() {
        return "stores/" + number + "/*";
    }

    String topic(Card card) {
        return "stores/" + number + "/" + card;
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
