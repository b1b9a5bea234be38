package io.freshet.servlet;

import java.io.IOException;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Response;

/**
 * Tomcat reports by itself what fails on its way to the socket, but over HTTP/2 not everything, and nothing that a filter's wrapper
 * throws. What it has been told already it does not report twice.
 */
interface TomcatOutput extends Container {
    Response response();

    @Override
    default void failed(IOException failure) {
        response().action(ActionCode.CLOSE_NOW, failure);
    }
}
