package io.freshet.servlet;

class AcceleratedTransportOnJettyTlsTest extends AcceleratedTransportContract {
    AcceleratedTransportOnJettyTlsTest() {
        super(TestContainer.Kind.JETTY, TestContainer.Protocol.HTTP_1_TLS);
    }
}
