package io.freshet.servlet;

import java.lang.reflect.Field;
import java.util.concurrent.locks.Lock;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * The lock that Tomcat holds while it works on a request: the socket's, or over HTTP/2 the stream's. Tomcat itself does not ask for it
 * when a response is written to, fails or is completed on another thread, and decides what comes of a request on the assumption that
 * none of that happens meanwhile.
 */
final class TomcatLocks {
    private final Field processor = Linkage.field(Response.class, "hook");
    private final Field socket = Linkage.field(AbstractProcessor.class, "socketWrapper");
    private final Field stream;

    /** @throws LinkageError if this Tomcat has other locks */
    TomcatLocks() {
        try {
            stream = Linkage.field(
                    Class.forName("org.apache.coyote.http2.StreamProcessor", false, Response.class.getClassLoader()),
                    "processLock");
        } catch (ClassNotFoundException missing) {
            throw (Error) new NoClassDefFoundError(missing.getMessage()).initCause(missing);
        }
    }

    /** @param response of a request that Tomcat is working on, on this thread */
    Lock of(Response response) {
        try {
            Object working = processor.get(response);
            return stream.getDeclaringClass().isInstance(working)
                    ? (Lock) stream.get(working)
                    : ((SocketWrapperBase<?>) socket.get(working)).getLock();
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException("the fields were made accessible", impossible);
        }
    }
}
