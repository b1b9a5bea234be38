package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

/** On sockets that were taken over from Tomcat, as it is by itself. */
class AcceleratedBrowserStormTest extends BrowserStormTest {
    @Override
    void assertCarried(StreamWatch.Visit visit) {
        assertThat(visit.isSocketTaken()).isTrue();
    }
}
