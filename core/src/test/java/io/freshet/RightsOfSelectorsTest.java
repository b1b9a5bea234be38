package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RightsOfSelectorsTest {
    private static final Publication PRIVATE = new Publication(List.of("a"), true, Event.message("x"));
    private static final Publication PUBLIC = new Publication(List.of("a"), false, Event.message("x"));

    @Test
    void rightsToSelectorsAreRightsToNothingElse() {
        Rights rights = Rights.to(List.of(Selector.of("a"), Selector.of("b/*")));
        assertThat(rights.covers(Selector.of("a"))).isTrue();
        assertThat(rights.covers(Selector.of("b/*"))).isTrue();
        assertThat(rights.covers(Selector.of("b/**"))).isFalse();
        assertThat(rights.covers(Selector.of("c"))).isFalse();
        assertThat(rights.allow(PRIVATE, "a")).isTrue();
        assertThat(rights.allow(PUBLIC, "c")).isFalse();
    }

    @Test
    void rightsToEverythingPublicSelectAnythingAndReceiveNoPrivateEvent() {
        Rights rights = Rights.toEverythingPublicAnd(List.of(Selector.of("b")));
        assertThat(rights.covers(Selector.of("**"))).isTrue();
        assertThat(rights.allow(PUBLIC, "a")).isTrue();
        assertThat(rights.allow(PRIVATE, "a")).isFalse();
        Publication andToB = new Publication(List.of("a", "b"), true, Event.message("1"));
        assertThat(rights.allow(andToB, "b")).isTrue();
        assertThat(rights.allow(andToB, "a")).as("one topic is enough").isTrue();
        assertThat(rights.coverAll(List.of(Selector.of("a"))))
                .as("each event needs a look")
                .isFalse();
        assertThat(rights.coverAll(List.of(Selector.of("b")))).isTrue();
    }
}
