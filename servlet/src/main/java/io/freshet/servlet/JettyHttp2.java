package io.freshet.servlet;

import org.eclipse.jetty.ee11.servlet.ServletContextRequest;

/**
 * Jetty tells at once of a stream of HTTP/2 that is reset, and of a connection that ends not. The servlet layer drops what it is
 * told while it is calling somebody back, so it is the layer below that is asked.
 */
record JettyHttp2(ServletContextRequest request) implements JettyOutput {
    @Override
    public boolean seesPeerGo() {
        return false;
    }

    @Override
    public void started(PortableTransport transport) {
        request.addFailureListener(transport::onError);
    }
}
