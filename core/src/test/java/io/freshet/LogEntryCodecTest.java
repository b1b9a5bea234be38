package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogEntryCodecTest {
    private static final SubscriberKey TAB =
            new SubscriberKey(Owner.anonymous("10.0.0.1"), "/stores/2/events", "tab-1");

    private final LogEntryCodec codec = new LogEntryCodec(LogEntryCodecTest::template);

    private static Selector template(String text) {
        return Selector.matching(text, topic -> topic.startsWith("https:"));
    }

    static Stream<LogEntry> entries() {
        return Stream.of(
                publication(Event.message("")),
                publication(Event.of("order", "line 1\nline 2\r\n\0 한글 😀")),
                publication(Event.message("x".repeat(1 << 20))),
                publication(Event.message("half \ud83d and \ude00 of a pair, and a whole 😀")),
                publication(Event.message("1").withRetry(Duration.ZERO)),
                publication(Event.message("1").withRetry(Duration.ofMillis(Integer.MAX_VALUE))),
                publication(Event.message("1").withRetry(Duration.ofNanos(1))),
                new Publication(List.of("매장/2", "b", "b", "\udc00"), true, Event.message("1")),
                new Publication(
                        IntStream.range(0, Publication.MAX_TOPICS)
                                .mapToObj(Integer::toString)
                                .toList(),
                        false,
                        Event.message("1")),
                change(Long.MAX_VALUE, Set.of()),
                change(1, Set.of(Selector.of("stores/2/*"), Selector.of("**"), Selector.of("stores/2"))),
                new SubscriptionChange(new SubscriberKey(Owner.of("ann"), "/a", "t"), 1, Set.of(), ""),
                new Ending(
                        "node", new Ending.OfOwner(Owner.of("ann")), CloseReason.RIGHT_ENDED, 1_795_752_609_860_991L),
                new Ending("node", new Ending.OfSession("login 7"), CloseReason.EXPIRED, 1),
                new Ending("node", new Ending.OfSubscriber(TAB), CloseReason.LEFT, 2),
                new Ending("node", new Ending.OfConnection(TAB, "unguessable"), CloseReason.GOODBYE, 0));
    }

    private static Publication publication(Event event) {
        return new Publication(List.of("stores/2/orders"), false, event);
    }

    private static SubscriptionChange change(long revision, Set<Selector> selectors) {
        return new SubscriptionChange(TAB, revision, selectors, "change-1");
    }

    @ParameterizedTest
    @MethodSource("entries")
    void whatIsReadEqualsWhatWasWritten(LogEntry entry) {
        assertThat(codec.decode(codec.encode(entry))).isEqualTo(entry);
        assertThat(new LogEntryCodec().decode(new LogEntryCodec().encode(entry)))
                .isEqualTo(entry);
    }

    @Test
    void aSubscriptionIsReadAsItWasWritten() {
        Subscription subscription = new Subscription(7, Set.of(Selector.of("a/*"), Selector.exact("b"), template("c")));
        assertThat(codec.decodeSubscription(codec.encode(subscription))).isEqualTo(subscription);
        Subscription nothing = new Subscription(0, Set.of());
        assertThat(codec.decodeSubscription(codec.encode(nothing))).isEqualTo(nothing);
    }

    @Test
    void selectorsOfOneTextAndSeveralSyntaxesStayApart() {
        Set<Selector> selectors = Set.of(Selector.exact("a/*"), Selector.of("a/*"), template("a/*"));
        SubscriptionChange read = (SubscriptionChange) codec.decode(codec.encode(change(1, selectors)));
        assertThat(read.selectors()).isEqualTo(selectors).hasSize(3);
        assertThat(read.selectors().stream().filter(selector -> selector.matches("https://a")))
                .containsExactly(template("a/*"));
    }

    @Test
    void aSelectorThatCouldNotBeReadBackIsNotWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogEntryCodec().encode(change(1, Set.of(template("https://{x}")))))
                .withMessageContaining("'https://{x}'");
    }

    @Test
    void aSelectorOfASyntaxThatIsNotGivenIsNotRead() {
        byte[] bytes = codec.encode(change(1, Set.of(template("https://{x}"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogEntryCodec().decode(bytes))
                .withMessageContaining("'https://{x}'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogEntryCodec(Selector::exact).decode(bytes))
                .withMessageContaining("not one of the syntax");
    }

    @Test
    void theFormIsTheOneThatFormerReleasesWrote() {
        assertThat(HexFormat.of().formatHex(codec.encode(publication(Event.message("hi")))))
                .isEqualTo("0101" + "01" + "1e73746f7265732f322f6f7264657273" + "00" + "0e6d657373616765" + "046869"
                        + "00");
    }

    @Test
    void anotherVersionIsNamed() {
        byte[] bytes = codec.encode(publication(Event.message("1")));
        bytes[0] = 9;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decode(bytes))
                .withMessageContaining("version 9")
                .withMessageContaining("version 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "0103",
                "0101",
                // Counts and lengths of gigabytes, with nothing behind them.
                "0101ffffffff07",
                "010101ffffffff0f",
                "010101ffffffffffffffff7f",
                "010101ffffffffffffffffff01",
                "0102ffffffff0f",
                // A text that is not UTF-8, and one with half a character.
                "01010102ff",
                "0101010361",
            })
    void bytesThatAreNoEntryAreRefusedInWords(String hex) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decode(HexFormat.of().parseHex(hex)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeGreaterThan(20));
    }

    @Test
    void everyCutIsNoticed() {
        LogEntry[] entries = {
            publication(Event.of("order", "data").withRetry(Duration.ofSeconds(2))),
            change(300, Set.of(Selector.of("stores/2/*"), template("https://{x}")))
        };
        for (LogEntry entry : entries) {
            byte[] bytes = codec.encode(entry);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatIllegalArgumentException().isThrownBy(() -> codec.decode(cut));
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec.decode(longer))
                    .withMessageContaining("1 bytes too many");
        }
    }

    @Test
    void whateverTheBytesAreTheyAreReadOrRefused() {
        Random random = new Random(1);
        List<byte[]> whole = entries()
                .map(codec::encode)
                .filter(bytes -> bytes.length < 5000)
                .toList();
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = whole.get(random.nextInt(whole.size())).clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Throwable failure = catchThrowable(() -> codec.decode(bytes));
            if (failure != null) {
                assertThat(failure).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThatCode(() -> codec.decode(whole.get(0))).doesNotThrowAnyException();
    }
}
