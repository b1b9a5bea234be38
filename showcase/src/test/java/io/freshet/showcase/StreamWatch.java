package io.freshet.showcase;

import io.freshet.Connection;
import io.freshet.HubListener;
import io.freshet.testkit.RunningTime;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sees at the server what becomes of each request for a stream. It looks at no body, so any transport may carry it.
 *
 * <p>Requests are told apart by the parameter {@code page}, which tests add. Of pages that have none the last request of each
 * subscriber is known.
 */
@TestConfiguration(proxyBeanMethods = false)
@Order(Ordered.HIGHEST_PRECEDENCE)
class StreamWatch extends OncePerRequestFilter implements HubListener {
    private static final long NEVER = Long.MAX_VALUE;

    private final Map<String, Visit> visits = new ConcurrentHashMap<>();
    /** By {@link RunningTime#nanos}, when each connection began. */
    private final Map<String, Long> begun = new ConcurrentHashMap<>();

    private final AtomicInteger refused = new AtomicInteger();

    /** Forgets what it saw. */
    void reset() {
        visits.clear();
        begun.clear();
        refused.set(0);
    }

    /** How many requests were refused, those that nobody waited for any more included. */
    int refused() {
        return refused.get();
    }

    /**
     * How many other requests for streams the page's browser had open when this page's was refused. None if it was not refused before
     * a moment by {@link System#currentTimeMillis}, as browsers tell the time.
     */
    OptionalInt othersWhenRefused(String page, long before) {
        Visit visit = visits.get(page);
        return visit != null && visit.refusedAt < before ? OptionalInt.of(visit.others) : OptionalInt.empty();
    }

    /** What became of this page's request. */
    Visit visitOf(String page) {
        Visit visit = visits.get(page);
        if (visit == null) {
            throw new AssertionError("page " + page + " has asked for no stream");
        }
        return visit;
    }

    /** From the page's request to the first event of the connection that came of it. */
    Duration waitOf(String page, String connection) {
        Visit visit = visitOf(page);
        Long begunAt = begun.get(connection);
        if (begunAt == null) {
            throw new AssertionError("no stream of connection " + connection + " has begun");
        }
        // Nothing goes out before the request's own thread is back.
        return Duration.ofNanos(Math.max(begunAt, visit.backAt) - visit.cameAt);
    }

    @Override
    public void connected(Connection connection) {
        begun.put(connection.id(), RunningTime.nanos());
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().endsWith("/events");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Visit visit = new Visit(request);
        String page = request.getParameter("page");
        visits.put(page != null ? page : request.getParameter("subscriber"), visit);
        try {
            chain.doFilter(visit.watched(request), watched(response, visit));
        } finally {
            visit.backAt = RunningTime.nanos();
        }
    }

    private HttpServletResponse watched(HttpServletResponse response, Visit visit) {
        return new HttpServletResponseWrapper(response) {
            @Override
            public void setStatus(int status) {
                if (status >= SC_BAD_REQUEST) {
                    if (visit.browser != null) {
                        visit.others = othersOpenBeside(visit);
                    }
                    visit.refusedAt = System.currentTimeMillis();
                    refused.incrementAndGet();
                }
                super.setStatus(status);
            }
        };
    }

    private int othersOpenBeside(Visit visit) {
        Set<Integer> open = openTo(visit.serverPort);
        return (int) visits.values().stream()
                .filter(other -> other != visit && Objects.equals(other.browser, visit.browser))
                .filter(other -> other.refusedAt == NEVER && open.contains(other.port))
                .count();
    }

    /** From which ports of this machine there is a connection to a port of it that neither side has ended: see proc(5). */
    private static Set<Integer> openTo(int port) {
        Set<Integer> open = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                lines.skip(1).map(line -> line.strip().split("[ :]+")).forEach(fields -> {
                    if (Integer.parseInt(fields[2], 16) == port && fields[5].equals("01")) {
                        open.add(Integer.parseInt(fields[4], 16));
                    }
                });
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return open;
    }

    /** One request for a stream. May be asked from any thread. */
    static final class Visit {
        private final String protocol;
        /** Its session; null for whoever signs in with each request, and is refused too often for a look at all sockets. */
        private final @Nullable String browser;

        private final int port;
        private final int serverPort;
        private final long cameAt = RunningTime.nanos();
        private volatile long backAt = cameAt;
        private volatile long refusedAt = NEVER;
        private volatile int others;
        private volatile boolean socketTaken;

        private Visit(HttpServletRequest request) {
            this.protocol = request.getProtocol();
            this.browser = request.getRequestedSessionId();
            this.port = request.getRemotePort();
            this.serverPort = request.getLocalPort();
        }

        /** What it was asked in. */
        String protocol() {
            return protocol;
        }

        /** Whether its socket was taken over from the container. */
        boolean isSocketTaken() {
            return socketTaken;
        }

        private HttpServletRequest watched(HttpServletRequest request) {
            return new HttpServletRequestWrapper(request) {
                @Override
                public <T extends HttpUpgradeHandler> T upgrade(Class<T> handler) throws IOException, ServletException {
                    T upgraded = super.upgrade(handler);
                    socketTaken = true;
                    return upgraded;
                }
            };
        }
    }
}
