package io.freshet.servlet;

class AcceleratedTransportOnTomcatTlsTest extends AcceleratedTransportContract {
    AcceleratedTransportOnTomcatTlsTest() {
        super(TestContainer.Kind.TOMCAT, TestContainer.Protocol.HTTP_1_TLS);
    }
}
