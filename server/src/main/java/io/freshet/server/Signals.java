package io.freshet.server;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for SIGTERM or SIGINT. A shutdown hook would hear of the first only: the machine takes no notice of a second while its
 * hooks run, and somebody who asks twice wants the program to end now.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    /** What shells have for a program that a signal has ended: this and the signal's number. */
    private static final int ENDED_BY_SIGNAL = 128;

    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicBoolean asked = new AtomicBoolean();

    /** From here on these signals do not end the program by themselves: the first is waited for, the second ends it at once. */
    void listen() {
        listen("TERM", 15);
        listen("INT", 2);
    }

    /** By reflection, since the compiler warns of {@code sun.misc} whatever one does, and a warning fails the build. */
    private void listen(String name, int number) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, call, with) -> {
                        arrived(name, number);
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException notThisMachine) {
            LOG.warn("SIG{} cannot be waited for: it ends the hub at once", name, notThisMachine);
        }
    }

    private void arrived(String name, int number) {
        // Whatever comes of logging it, in a program that may be broken: it does what it was told.
        if (asked.getAndSet(true)) {
            try {
                LOG.warn("SIG{} came once more: the hub ends now", name);
            } finally {
                Runtime.getRuntime().halt(ENDED_BY_SIGNAL + number);
            }
        }
        first.countDown();
        LOG.info("SIG{} came: the hub is about to end; once more ends it at once", name);
    }

    void awaitFirst() throws InterruptedException {
        first.await();
    }
}
