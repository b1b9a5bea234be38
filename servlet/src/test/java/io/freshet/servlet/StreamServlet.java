package io.freshet.servlet;

import io.freshet.Connection;
import io.freshet.testkit.TransportContract;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** An endpoint for streams that takes everything from the request's parameters. */
final class StreamServlet extends HttpServlet {
    private final transient ServletTransports transports;

    StreamServlet(ServletTransports transports) {
        this.transports = transports;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        Connection unused = transports.connect(
                TransportContract.connectRequest(request::getParameter, request.getHeader("Last-Event-ID")),
                request,
                response);
    }
}
