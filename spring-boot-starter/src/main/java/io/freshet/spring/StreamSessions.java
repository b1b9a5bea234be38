package io.freshet.spring;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Hub;
import io.freshet.Owner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Ends the streams of an HTTP session together with it, by logout or expiry. A stream belongs to the session that its request
 * came with, if there was one; none is made for it, and an open stream does not keep a session from expiring. A session that another
 * user has signed in to is another one: the streams of the user before end as soon as the new one asks for one.
 *
 * <p>A session is known by a name of ours that it keeps as an attribute, because its id changes at a login. The name is made of
 * the id and the moment at which the session began: where sessions are in a store that several nodes share, requests that come at once have each their own copy of the session, and
 * must come to the same name.
 */
final class StreamSessions implements HttpSessionListener {
    private static final String NAME = StreamSessions.class.getName() + ".name";
    private static final String OWNER = StreamSessions.class.getName() + ".owner";
    /** In place of the name of a session that is being destroyed, which its container still takes for valid. */
    private static final String ENDED = "";

    /** How many sessions are remembered after they have ended: more than end while a request is on its way to the hub. */
    private static final int REMEMBERED = 10_000;

    private final Hub hub;

    /** Names of sessions that have ended. A copy of such a session, which a request may have, does not know. Under this lock. */
    private final Set<String> ended = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

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
            name = ended.contains(before) ? ENDED : handOver(session, before, caller);
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
            String next = named(name + " " + caller.name());
            session.setAttribute(NAME, next);
            return next;
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
        return !ended.contains(name) && attribute(session).equals(name);
    }

    private static String attribute(HttpSession session) {
        try {
            if (session.getAttribute(NAME) instanceof String known) {
                return known;
            }
            String name = named(session.getId() + " " + session.getCreationTime());
            session.setAttribute(NAME, name);
            return name;
        } catch (IllegalStateException invalidated) {
            return ENDED;
        }
    }

    /** A name that is the same whoever makes it, and from which nobody learns the id. */
    private static String named(String of) {
        return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        String name;
        synchronized (this) {
            name = attribute(event.getSession());
            event.getSession().setAttribute(NAME, ENDED);
            ended.add(name);
        }
        if (!name.equals(ENDED)) {
            hub.closeSession(name, CloseReason.RIGHT_ENDED);
        }
    }
}
