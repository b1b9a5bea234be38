package io.freshet.spring;

import io.freshet.Hub;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the streams before the web server waits for its requests to end, which open streams never would. What those requests
 * publish is still taken; the hub is closed with the context.
 */
final class HubLifecycle implements SmartLifecycle {
    /** Web servers begin their graceful shutdown at {@code DEFAULT_PHASE - 1024}; higher phases stop first. */
    static final int PHASE = DEFAULT_PHASE - 512;

    private final Hub hub;
    private volatile boolean running;

    HubLifecycle(Hub hub) {
        this.hub = hub;
    }

    @Override
    public void start() {
        running = true;
        hub.resume();
    }

    @Override
    public void stop() {
        running = false;
        hub.pause();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
