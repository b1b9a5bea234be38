package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
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
        assertThat(rights.allow(PRIVATE, Set.of(Selector.of("a")))).isTrue();
        assertThat(rights.allow(PUBLIC, Set.of(Selector.of("c")))).isFalse();
    }

    @Test
    void rightsToEverythingPublicSelectAnythingAndReceiveNoPrivateEvent() {
        Rights rights = Rights.toEverythingPublicAnd(List.of(Selector.of("b")));
        assertThat(rights.covers(Selector.of("**"))).isTrue();
        assertThat(rights.allow(PUBLIC, Set.of(Selector.of("a")))).isTrue();
        assertThat(rights.allow(PRIVATE, Set.of(Selector.of("a")))).isFalse();
        Publication andToB = new Publication(List.of("a", "b"), true, Event.message("1"));
        assertThat(rights.allow(andToB, Set.of(Selector.of("b")))).isTrue();
        assertThat(rights.allow(andToB, Set.of(Selector.of("a"))))
                .as("one topic is enough")
                .isTrue();
        assertThat(rights.coverAll(List.of(Selector.of("a"))))
                .as("each event needs a look")
                .isFalse();
        assertThat(rights.coverAll(List.of(Selector.of("b")))).isTrue();
    }

    @Test
    void whatRightsLeaveToEverybodyNeedsNoLookOfItsOwn() {
        Rights everythingPublic = Rights.toEverythingPublicAnd(List.of());
        assertThat(everythingPublic.leave(PUBLIC)).isTrue();
        assertThat(everythingPublic.leave(PRIVATE)).isFalse();
        assertThat(Rights.to(List.of(Selector.of("a"))).leave(PUBLIC)).isFalse();
    }

    @Test
    void whereOnlySomeTopicsAreSelectedTheRightMustBeToOneOfThem() {
        Publication both = new Publication(List.of("a", "b"), false, Event.message("1"));
        Rights toA = Rights.to(List.of(Selector.of("a")));
        assertThat(toA.allow(both, Set.of(Selector.of("a")))).isTrue();
        assertThat(toA.allow(both, Set.of(Selector.of("b")))).isFalse();
        assertThat(Rights.toEverythingPublicAnd(List.of()).allow(both, Set.of(Selector.of("c"))))
                .as("nothing is selected")
                .isFalse();
    }
}
