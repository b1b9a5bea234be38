package io.freshet.spring;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * How many streams the hub takes: as many as are configured, or fewer where they would leave no connection for ordinary
 * requests and health checks. One more is refused, and that takes a connection for a moment, too.
 *
 * <p>With HTTP/2 many streams share a connection, so a limit that the application has set itself holds as it is.
 */
final class StreamLimit {
    /** What stands for no limit. */
    static final int NONE = Integer.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(StreamLimit.class);
    private static final int NOT_ASKED_FOR = 0;

    private final int configured;
    private final boolean set;
    private final boolean sharing;
    private final long descriptors;
    private volatile IntSupplier accepted = () -> NONE;
    private volatile int streams = NOT_ASKED_FOR;

    /** @param descriptors how many the process may have */
    StreamLimit(Environment environment, int configured, long descriptors) {
        Binder settings = Binder.get(environment);
        this.configured = configured;
        this.set = settings.bind("freshet.max-connections", Integer.class).isBound();
        this.sharing = Boolean.TRUE.equals(
                settings.bind("server.http2.enabled", Boolean.class).orElse(Boolean.FALSE));
        this.descriptors = descriptors;
    }

    /** What a server should accept, so that the streams and others have room; no more than there are descriptors for. */
    int connections() {
        return Math.min(Reserve.connectionsFor(configured), Reserve.connectionsIn(descriptors));
    }

    int configured() {
        return configured;
    }

    long descriptors() {
        return descriptors;
    }

    /** @param connections tells how many connections the server accepts, or {@link #NONE} */
    void server(IntSupplier connections) {
        accepted = connections;
    }

    /** The limit for a hub that is being made. */
    int streams() {
        int allowed = allowed();
        if (allowed < configured) {
            LOG.debug(
                    "At most {} streams instead of the {} of freshet.max-connections: {}, and others get through beside them.",
                    allowed,
                    configured,
                    cause());
        }
        streams = allowed;
        return allowed;
    }

    /** What the hub's limit and the settings of the server have against each other, once the server has started. */
    @Nullable
    String warning() {
        int allowed = allowed();
        if (streams > allowed) {
            return "The hub was made before the web server and takes " + streams + " streams, but " + cause()
                    + ": one more than that gets no answer at all, neither a stream nor a refusal, and neither does any"
                    + " other request. Set freshet.max-connections to at most " + allowed + ", or " + remedy(streams)
                    + ".";
        }
        if (streams != NOT_ASKED_FOR && set && allowed < configured) {
            return "freshet.max-connections is " + configured + ", but " + cause() + ": more than " + streams
                    + " streams are refused with 503, so that ordinary requests and health checks get through. Set"
                    + " freshet.max-connections to at most " + allowed + ", or " + remedy(configured) + ".";
        }
        return null;
    }

    private int allowed() {
        if (sharing && set) {
            return configured;
        }
        int connections = Math.min(accepted.getAsInt(), Reserve.connectionsIn(descriptors));
        return Math.min(configured, Reserve.streamsOn(connections));
    }

    private boolean serverIsTheNarrower() {
        return accepted.getAsInt() < Reserve.connectionsIn(descriptors);
    }

    private String cause() {
        return serverIsTheNarrower()
                ? "the web server accepts " + accepted.getAsInt() + " connections"
                : "this process may have " + descriptors + " descriptors (files and connections)";
    }

    private String remedy(int streams) {
        return serverIsTheNarrower()
                ? "server.tomcat.max-connections (or server.jetty.max-connections) to at least "
                        + Reserve.connectionsFor(streams)
                : "the system's limit of open files (ulimit -n, LimitNOFILE) higher";
    }
}
