package io.freshet.server;

import java.util.BitSet;

/** Goes through a text along the values that a variable may expand to, from all places where they may begin at the same time. */
final class Values {
    private static final String UNRESERVED_MARKS = "-._~";
    private static final String RESERVED_MARKS = ":/?#[]@!$&'()*+,;=";

    /** The characters that stand in every value as they are. */
    private static final BitSet UNRESERVED = new BitSet(128);

    /** Those that stand in a value as they are if reserved ones do. */
    private static final BitSet ALL = new BitSet(128);

    static {
        for (char c = 0; c < 128; c++) {
            UNRESERVED.set(c, isLetterOrDigit(c) || UNRESERVED_MARKS.indexOf(c) >= 0);
            ALL.set(c, UNRESERVED.get(c) || RESERVED_MARKS.indexOf(c) >= 0);
        }
    }

    private final String text;
    private final BitSet allowed;

    /** @param reserved whether values have reserved characters as they are */
    Values(String text, boolean reserved) {
        this.text = text;
        this.allowed = reserved ? ALL : UNRESERVED;
    }

    static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    static boolean isUnreserved(char c) {
        return UNRESERVED.get(c);
    }

    /** The places behind one or more characters. What separates the parts of a value counts as one. */
    BitSet behindSome(BitSet places, String separator) {
        BitSet open = (BitSet) places.clone();
        BitSet behind = new BitSet(text.length() + 1);
        for (int at = open.nextSetBit(0); at >= 0; at = open.nextSetBit(at + 1)) {
            int next = behindOne(at, separator);
            if (next > 0) {
                open.set(next);
                behind.set(next);
            }
        }
        return behind;
    }

    /** The places behind one or more characters, up to so many. */
    BitSet behindSome(BitSet places, int most) {
        int[] left = new int[text.length() + 1];
        BitSet open = (BitSet) places.clone();
        BitSet behind = new BitSet(text.length() + 1);
        for (int at = open.nextSetBit(0); at >= 0; at = open.nextSetBit(at + 1)) {
            int more = places.get(at) ? most : left[at];
            int next = more > 0 ? behindOne(at, "") : -1;
            if (next > 0) {
                left[next] = Math.max(left[next], more - 1);
                open.set(next);
                behind.set(next);
            }
        }
        return behind;
    }

    /** The places behind one or more names with their values, expanded one by one. */
    BitSet behindPairs(BitSet places, TemplateOperator operator) {
        boolean bareNames = operator.isNamed() && !operator.endsEmptyWithEquals();
        BitSet names = (BitSet) places.clone();
        BitSet inName = new BitSet(text.length() + 1);
        BitSet needsValue = new BitSet(text.length() + 1);
        BitSet inValue = new BitSet(text.length() + 1);
        for (int at = Math.max(0, places.nextSetBit(0)); at < text.length(); at++) {
            int next = behindOne(at, "");
            boolean equals = text.charAt(at) == '=';
            boolean separates = text.startsWith(operator.separator(), at);
            if (next > 0) {
                inName.set(next, inName.get(next) || names.get(at) || inName.get(at));
                inValue.set(next, inValue.get(next) || needsValue.get(at) || inValue.get(at));
            }
            if (equals && inName.get(at)) {
                (bareNames ? needsValue : inValue).set(at + 1);
            }
            if (separates && (inValue.get(at) || (bareNames && inName.get(at)))) {
                names.set(at + 1);
            }
        }
        if (bareNames) {
            inValue.or(inName);
        }
        return inValue;
    }

    /** The place behind the character at this one, or negative if no value has it. */
    private int behindOne(int at, String separator) {
        if (at >= text.length()) {
            return -1;
        }
        char c = text.charAt(at);
        if (allowed.get(c) || separator.indexOf(c) >= 0) {
            return at + 1;
        }
        return Octets.isTriplet(text, at) ? behindEncoded(at) : -1;
    }

    /** The octets of one character in UTF-8 belong together; those of none stand alone. */
    private int behindEncoded(int at) {
        int lead = Octets.octet(text, at);
        int length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        for (int i = 1; i < length; i++) {
            int octet = at + 3 * i;
            if (!Octets.isTriplet(text, octet) || (Octets.octet(text, octet) & 0xC0) != 0x80) {
                return at + 3;
            }
        }
        return at + 3 * length;
    }
}
