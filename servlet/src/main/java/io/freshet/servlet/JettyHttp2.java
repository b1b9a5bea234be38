package io.freshet.servlet;

import org.eclipse.jetty.ee11.servlet.ServletContextRequest;

/**
 * Jetty tells at once of a stream of HTTP/2 that is reset, unless it is set not to ({@code notifyRemoteAsyncErrors}); of a connection
 * that ends it does not. The servlet layer drops what it is told while it is calling somebody back, so it is the layer below that is
 * asked. Where a write is on its way, that write is told, and who comes too late to ask learns it by the first write.
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
