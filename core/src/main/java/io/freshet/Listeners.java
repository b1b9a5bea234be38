package io.freshet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners of a hub as one. */
final class Listeners implements HubListener {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<HubListener> all = new CopyOnWriteArrayList<>();

    void add(HubListener listener) {
        all.add(listener);
    }

    @Override
    public void connected(Connection connection) {
        tellEach(listener -> listener.connected(connection));
    }

    @Override
    public void ended(Connection connection, CloseReason reason) {
        tellEach(listener -> listener.ended(connection, reason));
    }

    @Override
    public void refused(Connection connection, Refusal refusal) {
        tellEach(listener -> listener.refused(connection, refusal));
    }

    private void tellEach(Consumer<HubListener> event) {
        for (HubListener listener : all) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error failure) {
                LOG.warn("A listener failed", failure);
            }
        }
    }
}
