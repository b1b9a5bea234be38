package io.freshet.servlet;

import io.freshet.testkit.LocalhostKey;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** The key of all servers that tests start over TLS; made for the first. */
final class TestKey {
    static final LocalhostKey KEY = make();

    private TestKey() {}

    private static LocalhostKey make() {
        try {
            return LocalhostKey.make();
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("no key for TLS could be made", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a key was made", interrupted);
        }
    }
}
