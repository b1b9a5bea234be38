package io.freshet.server;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A URI Template (RFC 6570) that strings are matched against: a string matches if some values of the variables expand to it. Two
 * places of one variable are not compared, and values may have any percent-encoded octets.
 *
 * <p>Strangers write templates, so a match goes through the string without ever going back: each part is given all places at which a
 * match may stand and gives those at which it may stand after it. That takes at most the length of the string times the length of
 * the template.
 */
final class UriTemplate {
    /** The most variables of a template; each costs a walk through the string. */
    static final int MAX_VARIABLES = 10;

    private final List<TemplatePart> parts;

    private UriTemplate(List<TemplatePart> parts) {
        this.parts = parts;
    }

    /**
     * Reads a template; empty if the text is not valid as one.
     *
     * @throws IllegalArgumentException if it has more than {@link #MAX_VARIABLES} variables
     */
    static Optional<UriTemplate> parse(String text) {
        List<TemplatePart> parts = new ArrayList<>();
        int variables = 0;
        int from = 0;
        while (from < text.length()) {
            int open = text.indexOf('{', from);
            int literalEnd = open < 0 ? text.length() : open;
            if (literalEnd > from) {
                Optional<TemplatePart> literal = TemplateLiteral.parse(text.substring(from, literalEnd));
                if (literal.isEmpty()) {
                    return Optional.empty();
                }
                parts.add(literal.get());
            }
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            Optional<TemplateExpression> expression =
                    close < 0 ? Optional.empty() : TemplateExpression.parse(text.substring(open + 1, close));
            if (expression.isEmpty()) {
                return Optional.empty();
            }
            parts.add(expression.get());
            variables += expression.get().variables();
            from = close + 1;
        }
        if (variables > MAX_VARIABLES) {
            throw new IllegalArgumentException(
                    "a URI template with " + variables + " variables is not allowed: at most " + MAX_VARIABLES);
        }
        return Optional.of(new UriTemplate(parts));
    }

    boolean matches(String text) {
        BitSet places = new BitSet(text.length() + 1);
        places.set(0);
        for (TemplatePart part : parts) {
            places = part.after(places, text);
            if (places.isEmpty()) {
                return false;
            }
        }
        return places.get(text.length());
    }

    /** What every string begins with that matches. */
    String prefix() {
        return !parts.isEmpty() && parts.get(0) instanceof TemplateLiteral literal ? literal.asciiPrefix() : "";
    }

    /** Whether it expands to its own text only. */
    boolean isPlain() {
        return parts.stream().allMatch(part -> part instanceof TemplateLiteral literal && literal.isPlain());
    }
}
