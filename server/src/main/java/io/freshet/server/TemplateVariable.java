package io.freshet.server;

import java.util.BitSet;
import java.util.Optional;

/**
 * A variable of an expression. Its value may be a string, a list, or pairs of names and values; with a prefix, a string.
 *
 * @param prefix the most characters that are taken of the value, or 0 for all
 * @param exploded whether the parts of a list, or of pairs, are expanded one by one
 */
record TemplateVariable(TemplateOperator operator, String name, int prefix, boolean exploded) implements TemplatePart {
    /** Reads a variable as it stands in an expression; empty if it is not valid. */
    static Optional<TemplateVariable> parse(String text, TemplateOperator operator) {
        boolean exploded = text.endsWith("*");
        int colon = exploded ? -1 : text.indexOf(':');
        int prefix = colon < 0 ? 0 : prefix(text.substring(colon + 1));
        String name = exploded ? text.substring(0, text.length() - 1) : colon < 0 ? text : text.substring(0, colon);
        return isName(name) && prefix >= 0
                ? Optional.of(new TemplateVariable(operator, name, prefix, exploded))
                : Optional.empty();
    }

    /** Negative if it is none. */
    private static int prefix(String digits) {
        boolean number = !digits.isEmpty()
                && digits.length() <= 4
                && digits.charAt(0) != '0'
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(digits) : -1;
    }

    /** Whether it is made of letters, digits, {@code _} and octets, with single dots between them. */
    private static boolean isName(String name) {
        boolean between = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' && between) {
                between = false;
                continue;
            }
            if (Octets.isTriplet(name, i)) {
                i += 2;
            } else if (c != '_' && !Values.isLetterOrDigit(c)) {
                return false;
            }
            between = true;
        }
        return between;
    }

    @Override
    public BitSet after(BitSet places, String text) {
        Values values = new Values(text, operator.allowsReserved());
        if (!operator.isNamed()) {
            BitSet behind = behindSome(places, values, exploded ? operator.separator() : ",");
            behind.or(places);
            // Where reserved characters stand as they are, pairs are characters like others.
            if (exploded && !operator.allowsReserved()) {
                behind.or(values.behindPairs(places, operator));
            }
            return behind;
        }
        if (exploded) {
            return values.behindPairs(places, operator);
        }
        BitSet behindName = TemplatePart.behind(name, places, text);
        BitSet behindEquals = TemplatePart.behind("=", behindName, text);
        BitSet behind = behindSome(behindEquals, values, ",");
        behind.or(operator.endsEmptyWithEquals() ? behindEquals : behindName);
        return behind;
    }

    /** A string, whose separators are encoded, or a list, whose separators are not. */
    private BitSet behindSome(BitSet places, Values values, String separator) {
        return prefix > 0 ? values.behindSome(places, prefix) : values.behindSome(places, separator);
    }
}
