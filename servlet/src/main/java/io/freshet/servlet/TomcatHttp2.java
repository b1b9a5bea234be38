package io.freshet.servlet;

import java.io.IOException;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Response;
import org.apache.coyote.http2.Http2Protocol;

/**
 * Tomcat tells at once of a stream of HTTP/2 that is reset, and of all streams of a connection that ends. One that is completed
 * while its peer's window is shut would stay until the window opens, which may be never; as an error it is reset.
 */
record TomcatHttp2(Response response) implements Container {
    /**
     * A write that fails while Tomcat is about to leave a callback of the same stream makes it give its request and response to the
     * next stream unclean, which is answered 500 then. So they are given to nobody, from the next one that ends on.
     */
    static void protectOthers(Http2Protocol http2) {
        http2.setDiscardRequestsAndResponses(true);
    }

    @Override
    public boolean seesPeerGo() {
        return true;
    }

    @Override
    public boolean cut() {
        response.action(ActionCode.CLOSE_NOW, new IOException("the peer took nothing for too long"));
        return true;
    }
}
