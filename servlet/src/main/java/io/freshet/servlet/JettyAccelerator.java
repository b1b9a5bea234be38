package io.freshet.servlet;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Hub;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.HttpOutput;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Adds to the portable transport that Jetty keeps no buffer and, over HTTP/1.1, looks at the sockets' other direction. */
final class JettyAccelerator implements Accelerator {
    static final TestedVersions TESTED = new TestedVersions("Jetty", new TestedVersions.Line("12.1.4", "12.2"));

    /** Jetty's connection of HTTP/1.1. It is no part of Jetty's interface, so it is known by its name only. */
    private static final String HTTP_1 = "org.eclipse.jetty.server.internal.HttpConnection";

    /** @throws LinkageError if this Jetty lacks what is needed of it */
    JettyAccelerator() {
        Linkage.requireStatic(
                ServletContextRequest.class,
                ServletContextRequest.class,
                "getServletContextRequest",
                ServletRequest.class);
        Linkage.requireMethod(ConnectionMetaData.class, org.eclipse.jetty.io.Connection.class, "getConnection");
        Linkage.requireMethod(EndPoint.class, boolean.class, "tryFillInterested", Callback.class);
        Linkage.requireMethod(EndPoint.class, int.class, "fill", ByteBuffer.class);
        Linkage.requireMethod(HttpOutput.class, void.class, "write", ByteBuffer.class);
        Linkage.requireMethod(ServletContextRequest.class, void.class, "addFailureListener", Consumer.class);
    }

    static String version() {
        return Server.getVersion();
    }

    @Override
    public @Nullable String objection(HttpServletRequest request, HttpServletResponse response) {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            return "a request has a body, which Jetty may not have read yet";
        }
        org.eclipse.jetty.io.Connection carrying = connectionOf(request);
        if (!carrying.getClass().getName().equals(HTTP_1)) {
            return "the connection is not Jetty's of HTTP/1.1 but "
                    + carrying.getClass().getName();
        }
        return carrying.getEndPoint().isFillInterested() ? "somebody else reads from the connection" : null;
    }

    private static org.eclipse.jetty.io.Connection connectionOf(HttpServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection();
    }

    @Override
    public Connection connect(
            Hub hub, ConnectRequest wanted, HttpServletRequest asking, HttpServletResponse response, Objections told) {
        EndPoint endPoint = connectionOf(asking).getEndPoint();
        return hub.connect(
                wanted,
                connection -> PortableTransport.start(
                        connection, asking, response, new JettyReadInterest(connection, endPoint, told)));
    }

    @Override
    public Container container(HttpServletRequest request) {
        if (!Accelerator.isHttp2(request)) {
            return Container.PLAIN;
        }
        return new JettyHttp2(ServletContextRequest.getServletContextRequest(request));
    }
}
