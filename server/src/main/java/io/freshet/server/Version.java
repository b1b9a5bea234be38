package io.freshet.server;

import org.jspecify.annotations.Nullable;

/** Which hub this is. */
final class Version {
    private Version() {}

    /** As its jar's manifest says; of classes that lie about there is none. */
    static String text() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return "Freshet hub " + (version == null ? "(not packaged)" : version) + ", Java "
                + System.getProperty("java.version");
    }
}
