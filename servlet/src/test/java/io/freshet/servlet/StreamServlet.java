package io.freshet.servlet;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Limit;
import io.freshet.Owner;
import io.freshet.Stream;
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
        String limit = request.getParameter("limit");
        ConnectRequest connect = ConnectRequest.to(
                        new Stream("/events", request.getRequestURI()),
                        Owner.of(parameter(request, "owner", "somebody")))
                .topics(parameter(request, "topics", "news").split(","))
                .subscriber(request.getParameter("subscriber"))
                .lastEventId(request.getHeader("Last-Event-ID"))
                .limit(limit == null ? null : Limit.of(Integer.parseInt(limit)))
                .build();
        Connection unused = transports.connect(connect, request, response);
    }

    private static String parameter(HttpServletRequest request, String name, String otherwise) {
        String value = request.getParameter(name);
        return value == null ? otherwise : value;
    }
}
