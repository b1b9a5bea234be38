package io.freshet.servlet;

class AcceleratedTransportOnJettyTest extends AcceleratedTransportContract {
    AcceleratedTransportOnJettyTest() {
        super(TestContainer.Kind.JETTY, TestContainer.Protocol.HTTP_1);
    }
}
