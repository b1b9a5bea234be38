package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.HubListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** When one user's connections come and go. For one test's thread, which takes what the hub tells. */
final class Presence implements HubListener {
    private final String user;
    private final BlockingQueue<Came> came = new LinkedBlockingQueue<>();
    private final BlockingQueue<Went> went = new LinkedBlockingQueue<>();

    Presence(String user) {
        this.user = user;
    }

    /** @param at by {@link System#currentTimeMillis}, as browsers tell the time */
    record Came(Connection connection, long at) {}

    /** @param at by {@link System#currentTimeMillis}, as browsers tell the time */
    record Went(Connection connection, CloseReason reason, long at) {}

    @Override
    public void connected(Connection connection) {
        if (isTheUsers(connection)) {
            came.add(new Came(connection, System.currentTimeMillis()));
        }
    }

    @Override
    public void ended(Connection connection, CloseReason reason) {
        if (isTheUsers(connection)) {
            went.add(new Went(connection, reason, System.currentTimeMillis()));
        }
    }

    private boolean isTheUsers(Connection connection) {
        return connection.subscriber().owner().toString().contains(user);
    }

    Came nextCame() throws InterruptedException {
        Came next = came.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a connection").isNotNull();
        return next;
    }

    Went nextWent() throws InterruptedException {
        Went next = went.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("the end of a connection").isNotNull();
        return next;
    }
}
