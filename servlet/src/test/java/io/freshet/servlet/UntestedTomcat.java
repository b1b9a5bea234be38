package io.freshet.servlet;

import org.junit.jupiter.api.Test;

/** On a Tomcat 11 which is older than those that are tested, and would do. */
class UntestedTomcat extends OtherTomcat {
    @Test
    void itIsAcceleratedWhereThatIsAskedFor() throws Exception {
        try (TestContainer server = start(Acceleration.ON)) {
            assertStreamsAreAccelerated(true, server);
            assertNothingTold();
        }
    }
}
