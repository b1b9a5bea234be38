package io.freshet.servlet;

import java.util.Set;

class PortableTransportOnJettyHttp2Test extends PortableTransportOverHttp2 {
    PortableTransportOnJettyHttp2Test() {
        super(TestContainer.Kind.JETTY, TestContainer.Protocol.HTTP_2_TLS, Set.of(Capability.KEEP_ALIVE));
    }
}
