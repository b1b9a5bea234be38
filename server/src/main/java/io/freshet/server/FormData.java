package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a form sends as {@code application/x-www-form-urlencoded} (the URL standard, 5): names, each with its values in their order. */
final class FormData {
    private static final String TYPE = "application/x-www-form-urlencoded";

    /** The most pairs of a name and a value. */
    static final int MAX_PAIRS = 2000;

    private final Map<String, List<String>> fields = new LinkedHashMap<>();

    private FormData() {}

    /** Whether a body of this content type is one. */
    static boolean isTypeOf(@Nullable String contentType) {
        return contentType != null && contentType.split(";", 2)[0].strip().equalsIgnoreCase(TYPE);
    }

    /** @throws IllegalArgumentException if it has more than {@link #MAX_PAIRS}, a broken percent-encoding, or is not UTF-8 */
    static FormData read(byte[] body) {
        FormData form = new FormData();
        int pairs = 0;
        int from = 0;
        for (int at = 0; at <= body.length; at++) {
            if (at == body.length || body[at] == '&') {
                if (at > from) {
                    form.add(body, from, at);
                    pairs++;
                }
                if (pairs > MAX_PAIRS) {
                    throw new IllegalArgumentException(
                            "the body is not allowed: it has more than " + MAX_PAIRS + " names with values");
                }
                from = at + 1;
            }
        }
        return form;
    }

    private void add(byte[] body, int from, int to) {
        int equals = from;
        while (equals < to && body[equals] != '=') {
            equals++;
        }
        fields.computeIfAbsent(decoded(body, from, equals), name -> new ArrayList<>(1))
                .add(decoded(body, Math.min(equals + 1, to), to));
    }

    private static String decoded(byte[] body, int from, int to) {
        ByteBuffer octets = ByteBuffer.allocate(to - from);
        for (int at = from; at < to; at++) {
            byte octet = body[at];
            if (octet == '+') {
                octets.put((byte) ' ');
            } else if (octet == '%') {
                octets.put(encoded(body, at, to));
                at += 2;
            } else {
                octets.put(octet);
            }
        }
        try {
            return UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("the body is not allowed: it must be in UTF-8", notUtf8);
        }
    }

    private static byte encoded(byte[] body, int percent, int to) {
        int high = percent + 2 < to ? Character.digit(body[percent + 1], 16) : -1;
        int low = percent + 2 < to ? Character.digit(body[percent + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException(
                    "the body is not allowed: a percent sign must be followed by two hexadecimal digits");
        }
        return (byte) (high << 4 | low);
    }

    /** All values of this name. */
    List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /** The first value of this name, or null if there is none or it is empty. */
    @Nullable
    String first(String name) {
        List<String> values = all(name);
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }
}
