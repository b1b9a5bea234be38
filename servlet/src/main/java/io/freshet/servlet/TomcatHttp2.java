package io.freshet.servlet;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Response;

/**
 * Tomcat tells at once of a stream of HTTP/2 that is reset, and of all streams of a connection that ends. One that is completed
 * while its peer's window is shut would stay until the window opens, which may be never; as an error it is reset.
 */
record TomcatHttp2(Response response, Lock lock) implements TomcatOutput {
    @Override
    public boolean seesPeerGo() {
        return true;
    }

    /** For as long as {@code writeTimeout} when the socket is full. */
    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public boolean cut() {
        response.action(ActionCode.CLOSE_NOW, new IOException("the peer took nothing for too long"));
        return true;
    }
}
