package io.freshet.servlet;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Hub;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Field;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.apache.catalina.connector.Response;
import org.apache.catalina.connector.ResponseFacade;
import org.apache.catalina.util.ServerInfo;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/** Takes sockets over from Tomcat once a request has passed the filters. */
final class TomcatAccelerator implements Accelerator {
    static final TestedVersions TESTED = new TestedVersions("Tomcat", new TestedVersions.Line("11.0.14", "11.1"));

    /** The request behind the one that applications get. */
    private final Field request = Linkage.field(RequestFacade.class, "request");

    private final TomcatLocks locks = new TomcatLocks();

    /** @throws LinkageError if this Tomcat lacks what is needed of it */
    TomcatAccelerator() {
        TakenSocket.link();
        Linkage.requireMethod(Request.class, Connector.class, "getConnector");
        Linkage.requireMethod(Connector.class, ProtocolHandler.class, "getProtocolHandler");
        Linkage.requireMethod(Request.class, Response.class, "getResponse");
        Linkage.requireMethod(Response.class, org.apache.coyote.Response.class, "getCoyoteResponse");
        Linkage.requireMethod(org.apache.coyote.Response.class, void.class, "action", ActionCode.class, Object.class);
    }

    static String version() {
        return ServerInfo.getServerNumber();
    }

    @Override
    public @Nullable String objection(HttpServletRequest wrapped, HttpServletResponse response) {
        Class<?> wrapper = Wrappers.thatSeesBody(response);
        if (wrapper != null) {
            return "a response is wrapped by " + wrapper.getName() + ", which may want to see the body";
        }
        ServletResponse inner = Wrappers.innermost(response);
        if (!(inner instanceof ResponseFacade)) {
            return "a response is not Tomcat's own but a " + inner.getClass().getName();
        }
        ProtocolHandler protocol = protocolOf(Wrappers.innermost(wrapped));
        return protocol instanceof Http11NioProtocol
                ? null
                : "the connector is not " + Http11NioProtocol.class.getName() + " but "
                        + (protocol == null ? "unknown" : protocol.getClass().getName());
    }

    private @Nullable ProtocolHandler protocolOf(ServletRequest facade) {
        Request inner = behind(facade);
        return inner == null ? null : inner.getConnector().getProtocolHandler();
    }

    private @Nullable Request behind(ServletRequest facade) {
        try {
            return facade instanceof RequestFacade && request.get(facade) instanceof Request inner ? inner : null;
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(request + " was made accessible", impossible);
        }
    }

    @Override
    public Connection connect(
            Hub hub, ConnectRequest wanted, HttpServletRequest asking, HttpServletResponse response, Objections told) {
        AtomicReference<@Nullable TomcatTransport> transport = new AtomicReference<>();
        Connection connection = hub.connect(wanted, waiting -> {
            TomcatTransport made = new TomcatTransport(waiting, asking, response, container(asking), told);
            transport.set(made);
            return made;
        });
        Objects.requireNonNull(transport.get()).answer();
        return connection;
    }

    @Override
    public Container container(HttpServletRequest wrapped) {
        Request inner = behind(Wrappers.innermost(wrapped));
        if (inner == null) {
            return Container.unknown(wrapped);
        }
        org.apache.coyote.Response response = inner.getResponse().getCoyoteResponse();
        Lock lock = locks.of(response);
        return Accelerator.isHttp2(wrapped) ? new TomcatHttp2(response, lock) : new TomcatHttp1(response, lock);
    }
}
