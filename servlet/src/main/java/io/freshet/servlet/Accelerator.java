package io.freshet.servlet;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Hub;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** Carries connections by what one container has beyond the Servlet API. */
interface Accelerator {
    /** Why it cannot carry a connection over this response, or null if nothing speaks against it. */
    @Nullable
    String objection(HttpServletRequest request, HttpServletResponse response);

    /** As {@link ServletTransports#connect}. */
    Connection connect(
            Hub hub, ConnectRequest wanted, HttpServletRequest request, HttpServletResponse response, Objections told);

    /** What the container does for a response to a request that is carried by the portable transport. */
    Container container(HttpServletRequest request);

    /** Whether a request came over HTTP/2. */
    static boolean isHttp2(HttpServletRequest request) {
        return request.getProtocol().equals("HTTP/2.0");
    }
}
