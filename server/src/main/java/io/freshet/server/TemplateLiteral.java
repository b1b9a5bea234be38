package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.BitSet;
import java.util.Optional;

/**
 * What a template has between its expressions. It expands to itself, with what a URI has not percent-encoded (RFC 6570, 3.1); as topics
 * are IRIs, it stands for itself as it is, too.
 */
record TemplateLiteral(String text, String encoded) implements TemplatePart {
    /** What literals must not have, besides controls and percent signs that encode nothing (RFC 6570, 2.1, with its erratum 6937). */
    private static final String NOT_ALLOWED = " \"<>\\^`{|}";

    /** Empty if a literal must not have one of the characters. */
    static Optional<TemplatePart> parse(String text) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean allowed = c == '%' ? Octets.isTriplet(text, i) : isAllowed(c);
            if (!allowed) {
                return Optional.empty();
            }
            if (c < 0x80) {
                encoded.append((char) c);
            } else {
                encoded.append(Octets.encoded(Character.toString(c).getBytes(UTF_8)));
            }
        }
        return Optional.of(new TemplateLiteral(text, encoded.toString()));
    }

    private static boolean isAllowed(int c) {
        return !Character.isISOControl(c)
                && NOT_ALLOWED.indexOf(c) < 0
                && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    boolean isPlain() {
        return text.equals(encoded);
    }

    /** As far as it is the same whether it is encoded or not. */
    String asciiPrefix() {
        int length = 0;
        while (length < text.length() && text.charAt(length) < 0x80) {
            length++;
        }
        return text.substring(0, length);
    }

    @Override
    public BitSet after(BitSet places, String topic) {
        BitSet behind = TemplatePart.behind(text, places, topic);
        if (!isPlain()) {
            behind.or(TemplatePart.behind(encoded, places, topic));
        }
        return behind;
    }
}
