package io.freshet.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves a file out of the jar. A browser asks each time whether it has changed, and is told by its tag that it has not. */
final class Resource implements Endpoint {
    private final Answer whole;
    private final Answer unchanged;
    private final String tag;

    private Resource(byte[] content, String type, Map<String, String> headers) {
        this.tag = '"' + hash(content) + '"';
        Answer common = Answer.of(304).with("ETag", tag).with("Cache-Control", "no-cache");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            common = common.with(header.getKey(), header.getValue());
        }
        this.unchanged = common;
        this.whole = new Answer(200, common.headers(), content)
                .with("Content-Type", type)
                .with("X-Content-Type-Options", "nosniff");
    }

    /**
     * A file of the class path.
     *
     * @param headers of each answer, besides those that go with the file
     * @throws IllegalStateException if there is none: it was left out when the program was put together
     */
    static Resource of(String name, String type, Map<String, String> headers) {
        byte[] content = read(name);
        if (content == null) {
            throw new IllegalStateException("there is no " + name + " on the class path");
        }
        return new Resource(content, type, headers);
    }

    private static byte @Nullable [] read(String name) {
        try (InputStream in = Resource.class.getClassLoader().getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(name + " cannot be read", failure);
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    @Override
    public void handle(Exchange exchange) {
        String known = exchange.header("If-None-Match");
        exchange.answer(known != null && known.contains(tag) ? unchanged : whole);
    }
}
