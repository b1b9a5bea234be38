package io.freshet.server;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A setting of the program: one name for the flag, the variable of the environment and the key of the file. */
enum Setting {
    PORT(Group.LISTENING, "PORT", "3000", "Port to listen on, 0 for any free one. The variable PORT counts, too."),
    ADDRESS(Group.LISTENING, "ADDRESS", null, "Address to listen on, such as 127.0.0.1; all without it."),
    TLS_CERTIFICATE(
            Group.LISTENING,
            "FILE",
            null,
            "Certificate chain in PEM: HTTPS, with HTTP/2 for who wants it. Read again when the file changes."),
    TLS_KEY(Group.LISTENING, "FILE", null, "The certificate's private key in PEM."),
    URL(Group.LISTENING, "URL", null, "The hub's own URL as others have it, if it stands behind a proxy."),
    CLIENT_PATH(Group.LISTENING, "PATH", "/freshet.js", "Where pages find the browser client as a module, or off."),

    KEY(
            Group.TOKENS,
            "KEY",
            null,
            "!ChangeThisMercureHubJWTSecretKey!",
            "Checks the tokens of publishers and subscribers: a secret of 32 bytes or more, or a public key in PEM. file:PATH"
                    + " has it read from a file."),
    JWKS(Group.TOKENS, "URL", null, "Where public keys are listed (JWKS), in place of a key."),
    ALGORITHM(
            Group.TOKENS,
            "NAME,...",
            null,
            "What tokens are signed with, such as ES256. Without it HS256 for a secret, RS256 otherwise."),
    PUBLISHER_KEY(Group.TOKENS, "KEY", null, "These six are for the one and the other,"),
    PUBLISHER_JWKS(Group.TOKENS, "URL", null, "where they are not the same for both."),
    PUBLISHER_ALGORITHM(Group.TOKENS, "NAME,...", null, ""),
    SUBSCRIBER_KEY(Group.TOKENS, "KEY", null, ""),
    SUBSCRIBER_JWKS(Group.TOKENS, "URL", null, ""),
    SUBSCRIBER_ALGORITHM(Group.TOKENS, "NAME,...", null, ""),
    ANONYMOUS(
            Group.TOKENS,
            null,
            "false",
            "true",
            "Lets who has no token subscribe, to what is not private. Default: false"),
    COOKIE(Group.TOKENS, "NAME", "mercureAuthorization", "Cookie that may carry a token."),
    CORS_ORIGINS(
            Group.TOKENS,
            "ORIGIN,...",
            null,
            "*",
            "Whose pages may use the hub besides its own, such as https://example.com; * for all, without their cookies."),
    PUBLISH_ORIGINS(
            Group.TOKENS,
            "ORIGIN,...",
            null,
            "*",
            "Whose pages may publish with a cookie's token besides its own; * for all."),

    HEARTBEAT(Group.STREAMS, "TIME", "15s", "How long a stream may be silent."),
    GRACE(Group.STREAMS, "TIME", "30s", "How long a subscriber with a name outlives its connection."),
    OVERFLOW(
            Group.STREAMS,
            "POLICY",
            "disconnect",
            "What happens to a reader that is too slow: disconnect (it resumes), latest (of each topic), drop (told by a gap)."),
    HISTORY_EVENTS(Group.STREAMS, "COUNT", "65536", "How much history there is to resume from: the most events ..."),
    HISTORY_SIZE(Group.STREAMS, "SIZE", "64MB", "... the most room that they take ..."),
    HISTORY_AGE(Group.STREAMS, "TIME", "1h", "... and the oldest, whichever is reached first."),
    HISTORY_FILE(Group.STREAMS, "FILE", null, "Where history is kept over restarts; in memory without it."),
    HISTORY_FSYNC(
            Group.STREAMS,
            "WHEN",
            "always",
            "When that file is forced to the disk: always (before a publisher is answered), or never (a power cut begins a new"
                    + " history)."),
    REDIS(
            Group.STREAMS,
            "URL",
            null,
            "URL of a Redis that keeps the history, for many nodes: redis://, rediss://, redis-sentinel://. Memory without it."),
    REDIS_NAME(Group.STREAMS, "NAME", "hub", "Names the history in Redis; nodes with the same name are one hub."),
    SUBSCRIPTIONS(
            Group.STREAMS,
            null,
            "false",
            "true",
            "Announces subscriptions, and lists them for whoever has the right. Default: false"),

    MAX_CONNECTIONS(
            Group.LIMITS,
            "COUNT",
            "100000",
            "Streams in all; one more is refused with 503. Others have a sixteenth more to connect with."),
    MAX_CONNECTIONS_PER_ADDRESS(
            Group.LIMITS, "COUNT", "off", "Connections of one address, streams or not; one more is closed at once."),
    MAX_STREAMS_PER_SUBJECT(
            Group.LIMITS, "COUNT", "off", "Streams of one subject (a token's sub); one more is refused with 429."),
    MAX_STREAMS_PER_ADDRESS(
            Group.LIMITS, "COUNT", "off", "Streams of one address whose requests name no subject; likewise."),
    MAX_TEMPLATES_PER_SUBSCRIBER(
            Group.LIMITS, "COUNT", "32", "URI templates among one subscriber's selectors; more are refused with 400."),
    MAX_PUBLISH_SIZE(Group.LIMITS, "SIZE", "1MB", "What is published at once; more is refused with 413."),
    PUBLISH_RATE(
            Group.LIMITS,
            "RATE",
            "off",
            "How often one subject, or a token that names none, may publish, such as 100/s; more is refused with 429."),

    SHUTDOWN(
            Group.RUNNING,
            "TIME",
            "10s",
            "How long the end may take after SIGTERM: streams are told to come back elsewhere, a few at a time."),
    METRICS(
            Group.RUNNING,
            "WHERE",
            "off",
            "on",
            "/metrics for Prometheus: on, off, or a port of its own. With on, whoever reaches the hub reads them."),
    LOG_FORMAT(Group.RUNNING, "FORMAT", "text", "text, or json for a JSON object per line."),
    LOG_LEVEL(Group.RUNNING, "LEVEL", "info", "error, warn, info, debug or trace."),
    CONFIG(Group.RUNNING, "FILE", null, "Properties file with settings, such as port=3000."),
    DEV(
            Group.RUNNING,
            null,
            "false",
            "To try it on your machine: the well-known key, anonymous subscribers, every origin, and a page at /.");

    private final Group group;
    private final @Nullable String label;
    private final @Nullable String standard;
    private final @Nullable String standardOfDev;
    private final String description;

    Setting(Group group, @Nullable String label, @Nullable String standard, String description) {
        this(group, label, standard, standard, description);
    }

    /**
     * @param label what stands for the value in a text, or null if it is true or false
     * @param standard the value if none is set, or null for none
     * @param standardOfDev the same with {@code --dev}
     */
    Setting(
            Group group,
            @Nullable String label,
            @Nullable String standard,
            @Nullable String standardOfDev,
            String description) {
        this.group = group;
        this.label = label;
        this.standard = standard;
        this.standardOfDev = standardOfDev;
        this.description = description;
    }

    Group group() {
        return group;
    }

    @Nullable
    String label() {
        return label;
    }

    String description() {
        return description;
    }

    @Nullable
    String standard(boolean dev) {
        return dev ? standardOfDev : standard;
    }

    /** Its name in the file: {@code tls-key}. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its name on the command line: {@code --tls-key}. */
    String flag() {
        return "--" + key();
    }

    /** Its name in the environment: {@code FRESHET_TLS_KEY}. */
    String variable() {
        return VARIABLES + name();
    }

    static final String VARIABLES = "FRESHET_";

    static Optional<Setting> ofKey(String key) {
        return Stream.of(values()).filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** What belongs together in a text. */
    enum Group {
        LISTENING("Listening"),
        TOKENS("Who may publish and subscribe"),
        STREAMS("Streams"),
        LIMITS("Limits"),
        RUNNING("Running");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }
}
