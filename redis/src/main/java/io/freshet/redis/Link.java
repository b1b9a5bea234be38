package io.freshet.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The session that there is at the time, for all who want something of Redis. While there is none they wait, in their order; once that
 * has taken longer than anybody waits, they are told at once. May be used by any thread.
 */
final class Link {
    // All below is guarded by this.
    private final Deque<Consumer<Session>> waiting = new ArrayDeque<>();
    private @Nullable Session session;
    private @Nullable RedisLogException away;
    private @Nullable Consumer<Session> follower;

    /**
     * Has it done with the session, now or as soon as there is one.
     *
     * @throws RedisLogException if there has been none for too long
     */
    synchronized void use(Consumer<Session> what) {
        if (session != null) {
            what.accept(session);
        } else if (away != null) {
            throw away;
        } else {
            waiting.add(what);
        }
    }

    /** Tells it of each session that there is from here on, when it is there for the first time or again. */
    synchronized void follow(Consumer<Session> newFollower) {
        follower = newFollower;
        if (session != null) {
            newFollower.accept(session);
        }
    }

    /** The log may be used over this session. */
    synchronized void live(Session newSession) {
        boolean isNew = session != newSession;
        session = newSession;
        away = null;
        if (isNew && follower != null) {
            follower.accept(newSession);
        }
        while (session != null && !waiting.isEmpty()) {
            waiting.remove().accept(session);
        }
    }

    /** This session is not to be used, for now or any more. */
    synchronized void pause(Session paused) {
        if (session == paused) {
            session = null;
        }
    }

    /** Nobody need wait: there will be none for now. */
    synchronized void giveUp(RedisLogException reason) {
        if (session == null) {
            away = reason;
            waiting.clear();
        }
    }
}
