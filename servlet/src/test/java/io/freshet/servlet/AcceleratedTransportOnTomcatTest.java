package io.freshet.servlet;

class AcceleratedTransportOnTomcatTest extends AcceleratedTransportContract {
    AcceleratedTransportOnTomcatTest() {
        super(TestContainer.Kind.TOMCAT, TestContainer.Protocol.HTTP_1);
    }
}
