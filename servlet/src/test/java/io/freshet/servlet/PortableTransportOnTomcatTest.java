package io.freshet.servlet;

class PortableTransportOnTomcatTest extends PortableTransportContract {
    PortableTransportOnTomcatTest() {
        super(TestContainer.Kind.TOMCAT, TestContainer.Protocol.HTTP_1);
    }
}
