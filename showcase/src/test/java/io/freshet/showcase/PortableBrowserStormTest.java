package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.test.context.TestPropertySource;

/** On the portable transport, which sees nobody go. */
@TestPropertySource(properties = "freshet.acceleration=off")
class PortableBrowserStormTest extends BrowserStormTest {
    @Override
    void assertCarried(StreamWatch.Visit visit) {
        assertThat(visit.isSocketTaken()).isFalse();
    }
}
