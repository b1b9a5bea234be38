package io.freshet.showcase;

import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object as a caller sent it. Each value is checked as it is read, and whoever sent a bad one is told what is allowed;
 * what nobody reads is passed over.
 */
final class JsonFields {
    private final JsonNode object;

    private JsonFields(JsonNode object) {
        this.object = object;
    }

    /**
     * @param what what the object is, for the message
     * @param example how one looks
     */
    static JsonFields of(String what, JsonNode json, String example) {
        if (!json.isObject()) {
            throw BadInput.of(what, JsonBody.shown(json), "an object such as " + example);
        }
        return new JsonFields(json);
    }

    /** A text on one line. */
    String line(String name, int max) {
        return text(name, max, JsonFields::isNoCharacter, "without control characters");
    }

    /** A text that may have several lines. */
    String lines(String name, int max) {
        return text(
                name,
                max,
                c -> isNoCharacter(c) && c != '\n' && c != '\r' && c != '\t',
                "without control characters other than line breaks and tabs");
    }

    private String text(String name, int max, IntPredicate refused, String without) {
        JsonNode node = object.get(name);
        String text = node != null && node.isString() ? node.stringValue() : null;
        if (text == null
                || text.isBlank()
                || length(text) > max
                || text.codePoints().anyMatch(refused)) {
            throw BadInput.of(
                    name,
                    JsonBody.shown(node),
                    "a text of 1 to " + max + " characters " + without + ", and not only of spaces");
        }
        return text;
    }

    /** A whole number from {@code min} to {@code max}. */
    long wholeNumber(String name, long min, long max) {
        JsonNode node = object.get(name);
        if (node == null
                || !node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < min
                || node.longValue() > max) {
            throw BadInput.of(name, JsonBody.shown(node), "a whole number from " + min + " to " + max);
        }
        return node.longValue();
    }

    /** As people count: what takes two of Java's chars is one character. */
    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** A control character, or half a character. */
    private static boolean isNoCharacter(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
