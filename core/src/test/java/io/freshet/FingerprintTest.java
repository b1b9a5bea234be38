package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final SubscriberKey KEY = new SubscriberKey(Owner.of("o"), "/s", "tab");

    private static Subscription holding(long revision, String... selectors) {
        return new Subscription(revision, Selector.all(List.of(selectors)));
    }

    @Test
    void namesTheRevision() {
        String fingerprint = Fingerprint.of(KEY, holding(42, "a"));
        assertThat(fingerprint).matches("42-[A-Za-z0-9_-]{16}");
        assertThat(Fingerprint.revisionOf(fingerprint)).isEqualTo(42);
    }

    @Test
    void isTheSameInWhateverOrderTheSelectorsCome() {
        assertThat(Fingerprint.of(KEY, holding(1, "a", "b", "c/*")))
                .isEqualTo(Fingerprint.of(KEY, holding(1, "c/*", "b", "a")));
    }

    @Test
    void isAnotherOneForEverythingElse() {
        Set<String> all = new HashSet<>(List.of(
                Fingerprint.of(KEY, holding(1, "a", "b")),
                Fingerprint.of(KEY, holding(2, "a", "b")),
                Fingerprint.of(KEY, holding(1, "a")),
                Fingerprint.of(KEY, holding(1, "ab")),
                Fingerprint.of(KEY, holding(1)),
                Fingerprint.of(KEY, holding(1, "*")),
                Fingerprint.of(KEY, new Subscription(1, Set.of(Selector.exact("*")))),
                Fingerprint.of(new SubscriberKey(Owner.anonymous("o"), "/s", "tab"), holding(1, "a", "b")),
                Fingerprint.of(new SubscriberKey(Owner.of("p"), "/s", "tab"), holding(1, "a", "b")),
                Fingerprint.of(new SubscriberKey(Owner.of("o"), "/t", "tab"), holding(1, "a", "b")),
                Fingerprint.of(new SubscriberKey(Owner.of("o"), "/s", "twin"), holding(1, "a", "b"))));
        assertThat(all).hasSize(11);
    }

    @Test
    void whatIsNoneNamesNoRevision() {
        for (String text :
                List.of("", "1", "1-", "1-short", "-1-aaaaaaaaaaaaaaaa", "12345678901234567-aaaaaaaaaaaaaaaa")) {
            assertThat(Fingerprint.revisionOf(text)).as(text).isEqualTo(-1);
        }
    }
}
