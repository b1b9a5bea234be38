package io.freshet.servlet;

class PortableTransportOnTomcatTlsTest extends PortableTransportContract {
    PortableTransportOnTomcatTlsTest() {
        super(TestContainer.Kind.TOMCAT, TestContainer.Protocol.HTTP_1_TLS);
    }
}
