package io.freshet.showcase;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/** Sees at the server how long each stream's request waited for its first event, and how many were refused. */
@TestConfiguration(proxyBeanMethods = false)
@Order(Ordered.HIGHEST_PRECEDENCE)
class StreamWatch extends OncePerRequestFilter {
    private static final Pattern CONNECTION = Pattern.compile("\"connection\":\"([^\"]+)\"");

    private final Map<String, Duration> waits = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();

    /** Forgets what it saw. */
    void reset() {
        waits.clear();
        refused.set(0);
    }

    /** How many requests were answered with anything but a stream. */
    int refused() {
        return refused.get();
    }

    /** From the request to the first event of the connection with this id. */
    Duration waitOf(String connection) {
        Duration wait = waits.get(connection);
        if (wait == null) {
            throw new AssertionError("no request became connection " + connection);
        }
        return wait;
    }

    /** The longest wait, including those whom nobody waited for any more. */
    Duration longestWait() {
        return waits.values().stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().endsWith("/events");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, new Watched(response));
    }

    private final class Watched extends HttpServletResponseWrapper {
        private final long receivedAt = System.nanoTime();
        private boolean written;

        Watched(HttpServletResponse response) {
            super(response);
        }

        private void written(byte[] bytes, int offset, int length) {
            if (!written) {
                written = true;
                Matcher matcher = CONNECTION.matcher(new String(bytes, offset, length, UTF_8));
                if (matcher.find()) {
                    waits.put(matcher.group(1), Duration.ofNanos(System.nanoTime() - receivedAt));
                } else if (getStatus() != HttpServletResponse.SC_OK) {
                    refused.incrementAndGet();
                }
            }
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream output = super.getOutputStream();
            return new ServletOutputStream() {
                @Override
                public boolean isReady() {
                    return output.isReady();
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    output.setWriteListener(listener);
                }

                @Override
                public void write(int one) throws IOException {
                    output.write(one);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    written(bytes, offset, length);
                    output.write(bytes, offset, length);
                }

                @Override
                public void flush() throws IOException {
                    output.flush();
                }

                @Override
                public void close() throws IOException {
                    output.close();
                }
            };
        }
    }
}
