package io.freshet.spring;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Hub;
import io.freshet.Owner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Ends the streams of an HTTP session together with it, by logout or expiry. A stream belongs to the session that its request
 * came with, if there was one; none is made for it, and an open stream does not keep a session from expiring. A session that another
 * user has signed in to is another one: the streams of the user before end as soon as the new one asks for one.
 *
 * <p>A session is known by a name of ours that it keeps as an attribute, because its id changes at a login.
 */
final class StreamSessions implements HttpSessionListener {
    private static final String NAME = StreamSessions.class.getName() + ".name";
    private static final String OWNER = StreamSessions.class.getName() + ".owner";
    /** In place of the name of a session that is being destroyed, which its container still takes for valid. */
    private static final String ENDED = "";

    private final Hub hub;

    StreamSessions(Hub hub) {
        this.hub = hub;
    }

    /**
     * The name of the request's session, or null if it has none.
     *
     * @param caller who sent the request
     * @throws ResponseStatusException with 401 if the session has just ended
     */
    @Nullable
    String nameOf(HttpServletRequest request, Owner caller) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            return null;
        }
        String before;
        String name;
        synchronized (this) {
            before = attribute(session);
            name = handOver(session, before, caller);
        }
        if (name.equals(ENDED)) {
            throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "the session has ended");
        }
        if (!name.equals(before)) {
            hub.closeSession(before, CloseReason.RIGHT_ENDED);
        }
        request.setAttribute(NAME, name);
        return name;
    }

    /** The name that the session has from now on: a new one if it belongs to another user than before. */
    private static String handOver(HttpSession session, String name, Owner caller) {
        if (name.equals(ENDED) || caller.anonymous()) {
            return name;
        }
        try {
            Object before = session.getAttribute(OWNER);
            if (caller.name().equals(before)) {
                return name;
            }
            session.setAttribute(OWNER, caller.name());
            if (before == null) {
                return name;
            }
            session.removeAttribute(NAME);
            return attribute(session);
        } catch (IllegalStateException invalidated) {
            return ENDED;
        }
    }

    /** Ends a stream whose session ended, or changed hands, after its name was read but before the stream could be found by it. */
    void connected(ConnectRequest connected, HttpServletRequest request) {
        String name = connected.session();
        if (name == null || !name.equals(request.getAttribute(NAME))) {
            return;
        }
        HttpSession session = request.getSession(false);
        if (session == null || !isStill(name, session)) {
            hub.closeSession(name, CloseReason.RIGHT_ENDED);
        }
    }

    private synchronized boolean isStill(String name, HttpSession session) {
        return attribute(session).equals(name);
    }

    private static String attribute(HttpSession session) {
        try {
            if (session.getAttribute(NAME) instanceof String known) {
                return known;
            }
            String name = UUID.randomUUID().toString();
            session.setAttribute(NAME, name);
            return name;
        } catch (IllegalStateException invalidated) {
            return ENDED;
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        Object name;
        synchronized (this) {
            name = event.getSession().getAttribute(NAME);
            event.getSession().setAttribute(NAME, ENDED);
        }
        if (name instanceof String known) {
            hub.closeSession(known, CloseReason.RIGHT_ENDED);
        }
    }
}
