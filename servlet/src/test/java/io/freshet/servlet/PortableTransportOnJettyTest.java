package io.freshet.servlet;

class PortableTransportOnJettyTest extends PortableTransportContract {
    PortableTransportOnJettyTest() {
        super(TestContainer.Kind.JETTY, TestContainer.Protocol.HTTP_1);
    }
}
