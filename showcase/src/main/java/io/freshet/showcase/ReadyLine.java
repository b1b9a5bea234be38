package io.freshet.showcase;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells on standard output where the showcase serves, once it does. */
@Component
class ReadyLine {
    @EventListener
    void print(ApplicationReadyEvent ready) {
        String port = ready.getApplicationContext().getEnvironment().getProperty("local.server.port");
        if (port != null) {
            System.out.println("Freshet showcase ready: http://localhost:" + port);
        }
    }
}
