package io.freshet.servlet;

import org.junit.jupiter.api.Test;

/** On Tomcat 10.1, which lacks a method that is needed: there is one of the same name, which returns another type. */
class FormerTomcat extends OtherTomcat {
    @Test
    void whatIsMissingIsFoundBeforeASocketIsTaken() throws Exception {
        try (TestContainer server = start(Acceleration.ON)) {
            assertStreamsAreAccelerated(false, server);
            assertToldOnce("not what was expected: java.lang.NoSuchMethodError");
        }
    }
}
