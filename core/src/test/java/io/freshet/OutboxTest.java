package io.freshet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox(3, 10);

    private static byte[] block(String text) {
        return text.getBytes(UTF_8);
    }

    private List<String> takeAll() {
        return outbox.take(Integer.MAX_VALUE).stream()
                .map(block -> new String(block, UTF_8))
                .toList();
    }

    @Test
    void isBoundedInBlocksAndBytes() {
        assertThat(outbox.hasRoomFor(1, 1000)).as("one always fits").isTrue();
        outbox.add(block("12345"));
        assertThat(outbox.hasRoomFor(1, 5)).isTrue();
        assertThat(outbox.hasRoomFor(1, 6)).isFalse();
        outbox.add(block("1"));
        outbox.add(block("1"));
        assertThat(outbox.hasRoomFor(1, 0)).isFalse();
    }

    @Test
    void whatWasTakenMakesRoom() {
        outbox.add(block("12345"));
        outbox.add(block("67890"));
        assertThat(outbox.take(1)).hasSize(1);
        assertThat(outbox.hasRoomFor(1, 5)).isTrue();
        assertThat(takeAll()).containsExactly("67890");
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void keepsTheLatestPerTopicsAndEverythingOfItsOwn() {
        outbox.add(block("own"));
        outbox.add(block("a1"), List.of("a"));
        outbox.add(block("ab"), List.of("a", "b"));
        outbox.add(block("b1"), List.of("b"));
        outbox.add(block("a2"), List.of("a"));
        outbox.add(block("own"));
        outbox.keepLatestPerTopic(List.of("b"));
        assertThat(takeAll()).containsExactly("own", "ab", "a2", "own");
        assertThat(outbox.hasRoomFor(1, 10)).isTrue();
        outbox.add(block("1"));
        assertThat(outbox.hasRoomFor(1, 9)).as("the bytes are counted right").isTrue();
    }
}
