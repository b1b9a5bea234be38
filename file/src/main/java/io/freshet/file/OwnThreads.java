package io.freshet.file;

import java.util.concurrent.ThreadFactory;

/** The threads of a log, none of which keeps a process alive. */
final class OwnThreads {
    private OwnThreads() {}

    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
