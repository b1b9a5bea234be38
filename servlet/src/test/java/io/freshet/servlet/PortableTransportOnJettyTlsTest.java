package io.freshet.servlet;

class PortableTransportOnJettyTlsTest extends PortableTransportContract {
    PortableTransportOnJettyTlsTest() {
        super(TestContainer.Kind.JETTY, TestContainer.Protocol.HTTP_1_TLS);
    }
}
