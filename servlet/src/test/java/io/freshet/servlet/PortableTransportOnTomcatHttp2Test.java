package io.freshet.servlet;

import java.util.Set;

class PortableTransportOnTomcatHttp2Test extends PortableTransportOverHttp2 {
    PortableTransportOnTomcatHttp2Test() {
        super(
                TestContainer.Kind.TOMCAT,
                TestContainer.Protocol.HTTP_2_TLS,
                Set.of(Capability.KEEP_ALIVE, Capability.SEES_PEER_GO));
    }
}
