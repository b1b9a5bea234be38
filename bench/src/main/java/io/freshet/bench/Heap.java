package io.freshet.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells how many bytes of a server's heap are in use after a full collection. */
@RestController
class Heap {
    static final String PATH = "/heap";

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

    @GetMapping(PATH)
    String used() {
        memory.gc();
        return Long.toString(memory.getHeapMemoryUsage().getUsed());
    }
}
