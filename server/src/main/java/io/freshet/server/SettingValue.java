package io.freshet.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a setting was set to. Each of its readings says what is allowed where the text is something else.
 *
 * @param name what it is called where it was set: {@code --port}, {@code FRESHET_PORT}
 * @param text as it stands there
 */
record SettingValue(String name, String text) {
    private static final String A_URL = "a URL that begins with https:// or http://";

    private static final String A_PATH = "the path of a file, in a folder that is there";

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})([a-zA-Z]*)");
    private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,8})/s");

    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private static final Map<String, Long> SIZES =
            Map.of("", 1L, "B", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30);

    boolean isTrue() {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("true or false");
        };
    }

    boolean isOff() {
        return text.equals("off");
    }

    int port() {
        return (int) number(0, 65_535, "a port, 0 to 65535");
    }

    int count() {
        return (int) number(1, Integer.MAX_VALUE, "a number, 1 or more");
    }

    /** 0 where it is off. */
    int countOrOff() {
        return isOff() ? 0 : (int) number(1, Integer.MAX_VALUE, "a number, 1 or more, or off");
    }

    private long number(long least, long most, String allowed) {
        if (!text.matches("\\d{1,10}") || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw wrong(allowed);
        }
        return Long.parseLong(text);
    }

    /** More than nothing, and no longer than a year. */
    Duration time() {
        Matcher parts = AMOUNT.matcher(text);
        Duration unit = parts.matches() ? TIMES.get(parts.group(2)) : null;
        if (unit != null) {
            long amount = Long.parseLong(parts.group(1));
            Duration longest = Duration.ofDays(365);
            if (amount > 0 && amount <= longest.toMillis() / unit.toMillis()) {
                return unit.multipliedBy(amount);
            }
        }
        throw wrong("a time such as 500ms, 10s, 5m, 1h or 7d, a year at most");
    }

    /** In bytes; no more than an array can hold. */
    int size() {
        long bytes = bytes();
        if (bytes > Integer.MAX_VALUE - 8) {
            throw wrong("less than 2GB");
        }
        return (int) bytes;
    }

    /** In bytes. */
    long bytes() {
        Matcher parts = AMOUNT.matcher(text);
        Long unit = parts.matches() ? SIZES.get(parts.group(2).toUpperCase(Locale.ROOT)) : null;
        if (unit != null) {
            long amount = Long.parseLong(parts.group(1));
            if (amount > 0 && amount <= (1L << 50) / unit) {
                return amount * unit;
            }
        }
        throw wrong("a size such as 64KB, 1MB or 2GB");
    }

    /** How often in a second; 0 where it is off. */
    int perSecondOrOff() {
        if (isOff()) {
            return 0;
        }
        Matcher parts = RATE.matcher(text);
        if (!parts.matches()) {
            throw wrong("a rate such as 100/s, or off");
        }
        return Integer.parseInt(parts.group(1));
    }

    <E extends Enum<E>> E oneOf(Class<E> words) {
        for (E word : words.getEnumConstants()) {
            if (text.equals(word.name().toLowerCase(Locale.ROOT))) {
                return word;
            }
        }
        throw wrong(Arrays.stream(words.getEnumConstants())
                .map(word -> word.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
    }

    InetAddress address() {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException unknown) {
            throw wrong("an address of this machine");
        }
    }

    /** A file that may not be there yet, in a folder that is. */
    Path path() {
        try {
            Path file = Path.of(text).toAbsolutePath();
            Path folder = file.getParent();
            if (!text.isBlank() && folder != null && Files.isDirectory(folder) && !Files.isDirectory(file)) {
                return file;
            }
        } catch (InvalidPathException malformed) {
            throw wrong(A_PATH);
        }
        throw wrong(A_PATH);
    }

    /** A file that is there and may be read. */
    Path file() {
        Path file = Path.of(text);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw wrong("a file that is there and may be read");
        }
        return file;
    }

    URI url() {
        if (text.matches("https?://[^\\s/?#]+\\S*")) {
            try {
                return new URI(text);
            } catch (URISyntaxException malformed) {
                throw wrong(A_URL);
            }
        }
        throw wrong(A_URL);
    }

    /** Pages' origins, or {@code *} for all. */
    Set<String> origins() {
        try {
            return Origins.of(list()).texts();
        } catch (IllegalArgumentException malformed) {
            throw wrong("origins such as https://example.com, with commas between them, or *");
        }
    }

    /** The name of a cookie: a token, as RFC 9110, 5.6.2 defines it. */
    String cookie() {
        if (!text.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw wrong("a name of letters, digits and !#$%&'*+-.^_`|~");
        }
        return text;
    }

    /** What stands between commas. */
    Set<String> list() {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The key itself, or what stands in the file that is named in its place. */
    String key() {
        if (!text.startsWith("file:")) {
            return text;
        }
        try {
            return Files.readString(Path.of(text.substring("file:".length()))).strip();
        } catch (IOException unreadable) {
            throw wrong("file: and the path of a file that is there and may be read");
        }
    }

    SettingException wrong(String allowed) {
        return new SettingException(name + " is '" + text + "', which is not allowed: " + allowed);
    }
}
