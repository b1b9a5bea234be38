package io.freshet.servlet;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Hub;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/** Adds to the portable transport that Jetty looks at the sockets' other direction. */
final class JettyAccelerator implements Accelerator {
    static final TestedVersions TESTED = new TestedVersions("Jetty", "12.1.12", "12.2");

    static String version() {
        return Server.getVersion();
    }

    @Override
    public @Nullable String objection(HttpServletRequest request, HttpServletResponse response) {
        return null;
    }

    @Override
    public Connection connect(
            Hub hub, ConnectRequest wanted, HttpServletRequest asking, HttpServletResponse response, Objections told) {
        return hub.connect(wanted, connection -> PortableTransport.start(connection, asking, response));
    }
}
