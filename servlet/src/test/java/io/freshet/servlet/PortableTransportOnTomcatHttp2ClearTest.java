package io.freshet.servlet;

import java.util.Set;

class PortableTransportOnTomcatHttp2ClearTest extends PortableTransportOverHttp2 {
    PortableTransportOnTomcatHttp2ClearTest() {
        super(
                TestContainer.Kind.TOMCAT,
                TestContainer.Protocol.HTTP_2,
                Set.of(Capability.KEEP_ALIVE, Capability.SEES_PEER_GO));
    }
}
