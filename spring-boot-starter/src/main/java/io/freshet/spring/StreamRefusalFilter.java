package io.freshet.spring;

import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.servlet.PassThroughResponse;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Turns what other filters (authentication above all) answer to a request for a stream into an event stream, and to one for a
 * change into a problem: no error page, no redirect to a login page, no password prompt of the browser.
 */
final class StreamRefusalFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRefusalFilter.class);

    private final StreamEndpoints endpoints;

    StreamRefusalFilter(StreamEndpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !endpoints.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!canBeRead(request)) {
            StreamRefusals.answer(Refusal.of(RefusalReason.INVALID, unreadable(request)), request, response);
            return;
        }
        try {
            chain.doFilter(request, new Refusing(request, response));
        } catch (RuntimeException | ServletException failure) {
            if (response.isCommitted() || request.isAsyncStarted()) {
                throw failure;
            }
            LOG.error("A stream could not begin", failure);
            refuse(request, response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
        if (!response.isCommitted() && isRefusedByOthers(request, response)) {
            refuse(request, response, response.getStatus());
        }
    }

    /** Containers throw when parameters are read that are encoded in a wrong way. */
    private static boolean canBeRead(HttpServletRequest request) {
        try {
            return request.getQueryString() == null || request.getParameterMap() != null;
        } catch (RuntimeException wronglyEncoded) {
            LOG.debug("The parameters of a request cannot be read", wronglyEncoded);
            return false;
        }
    }

    private static String unreadable(HttpServletRequest request) {
        String query = request.getQueryString();
        String shown = query.length() > 64 ? query.substring(0, 64) + "..." : query;
        return "the query '" + shown + "' is not allowed: parameters in percent-encoded UTF-8";
    }

    /** Whether the answer is a refusal that comes neither from the stream itself nor from another handler of its path. */
    private static boolean isRefusedByOthers(HttpServletRequest request, HttpServletResponse response) {
        if (response.getStatus() < 400 || isUnderstood(request, response.getContentType())) {
            return false;
        }
        Object handler = request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
        return !request.isAsyncStarted() && (handler == null || StreamEndpoints.isStream(handler));
    }

    /** Who asks for a change reads any JSON, a filter's own too. */
    private static boolean isUnderstood(HttpServletRequest request, @Nullable String type) {
        return type != null
                && (StreamEndpoints.isChange(request)
                        ? type.contains("json")
                        : type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE));
    }

    /** What another filter wrote about it was meant for a page; a stream's reader gets a text that tells no more than the status. */
    private static void refuse(HttpServletRequest request, HttpServletResponse response, int status)
            throws IOException {
        String message =
                switch (status) {
                    case HttpServletResponse.SC_UNAUTHORIZED -> "sign in first";
                    case HttpServletResponse.SC_FORBIDDEN -> "no right to this stream";
                    default -> status < 500 ? "the request was refused" : "the server failed";
                };
        response.resetBuffer();
        StreamRefusals.answer(StreamRefusals.of(status, message), request, response);
    }

    /** A response whose errors and redirects are refusals. What others write about theirs is discarded. */
    private static final class Refusing extends HttpServletResponseWrapper implements PassThroughResponse {
        private static final String PASSWORD_PROMPT = "WWW-Authenticate";

        private final HttpServletRequest request;
        private final HttpServletResponse response;

        Refusing(HttpServletRequest request, HttpServletResponse response) {
            super(response);
            this.request = request;
            this.response = response;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            return isRefusedByOthers(request, response) ? new Discarding() : super.getOutputStream();
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            return isRefusedByOthers(request, response) ? new PrintWriter(Writer.nullWriter()) : super.getWriter();
        }

        @Override
        public void flushBuffer() throws IOException {
            if (!isRefusedByOthers(request, response)) {
                super.flushBuffer();
            }
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            refuse(request, response, status);
        }

        @Override
        public void sendError(int status) throws IOException {
            refuse(request, response, status);
        }

        @Override
        public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
            refuse(request, response, SC_UNAUTHORIZED);
        }

        @Override
        public void sendRedirect(String location) throws IOException {
            refuse(request, response, SC_UNAUTHORIZED);
        }

        @Override
        public void setHeader(String name, String value) {
            if (!name.equalsIgnoreCase(PASSWORD_PROMPT)) {
                super.setHeader(name, value);
            }
        }

        @Override
        public void addHeader(String name, String value) {
            if (!name.equalsIgnoreCase(PASSWORD_PROMPT)) {
                super.addHeader(name, value);
            }
        }
    }

    /** Takes what nobody is to read. */
    private static final class Discarding extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("asynchronous processing was not started");
        }

        @Override
        public void write(int discarded) {}

        @Override
        public void write(byte[] discarded, int offset, int length) {}
    }
}
