package io.freshet.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of a server when it is started.
 *
 * @param workshop where it was prepared
 * @param heartbeatSeconds between the heartbeats of a stream that carries nothing else
 * @param watched whether it is to tell which streams have ended, where that is a matter of settings and costs something
 * @param javaOptions for the servers that run in Java
 * @param settings for Freshet's hub
 */
record Launch(
        Workshop workshop, int heartbeatSeconds, boolean watched, List<String> javaOptions, List<String> settings) {
    static Launch of(Options options) {
        return new Launch(
                new Workshop(options.folder()), options.heartbeat(), false, options.serverOptions(), List.of());
    }

    /** The same with more options for Java, before those that it has. */
    Launch with(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(javaOptions);
        return new Launch(workshop, heartbeatSeconds, watched, all, settings);
    }

    Launch andWatch() {
        return new Launch(workshop, heartbeatSeconds, true, javaOptions, settings);
    }
}
