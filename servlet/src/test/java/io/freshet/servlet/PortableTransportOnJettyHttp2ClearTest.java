package io.freshet.servlet;

import java.util.Set;

class PortableTransportOnJettyHttp2ClearTest extends PortableTransportOverHttp2 {
    PortableTransportOnJettyHttp2ClearTest() {
        super(TestContainer.Kind.JETTY, TestContainer.Protocol.HTTP_2, Set.of(Capability.KEEP_ALIVE));
    }
}
