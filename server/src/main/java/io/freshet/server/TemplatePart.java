package io.freshet.server;

import java.util.BitSet;

/** A part of a URI template: a literal or an expression. */
interface TemplatePart {
    /** The places of the text at which a match may stand behind this part, if it may stand at these before it. */
    BitSet after(BitSet places, String text);

    /** The places behind this string, at whichever of these it stands. */
    static BitSet behind(String expected, BitSet places, String text) {
        BitSet behind = new BitSet(text.length() + 1);
        for (int at = places.nextSetBit(0); at >= 0; at = places.nextSetBit(at + 1)) {
            if (text.startsWith(expected, at)) {
                behind.set(at + expected.length());
            }
        }
        return behind;
    }
}
