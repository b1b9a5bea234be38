package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final int SUBSCRIBERS = 7;
    private static final int PUBLISHERS = 3;

    private final Topics each = new Topics.OneEach(SUBSCRIBERS, PUBLISHERS);

    @Test
    void whereEachHasItsTopicOnePublisherPublishesToIt() {
        List<String> published = IntStream.range(0, PUBLISHERS)
                .mapToObj(each::published)
                .flatMap(List::stream)
                .toList();

        assertThat(published)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, SUBSCRIBERS).mapToObj(each::read).toList());
    }

    @Test
    void whatIsPublishedInTurnsIsOwedToEachOfThoseInTurn() {
        assertThat(each.published(0)).containsExactly("t00000", "t00003", "t00006");

        assertThat(owed(0, 5)).containsExactly(2L, 0L, 0L, 2L, 0L, 0L, 1L);
        assertThat(owed(2, 3)).containsExactly(0L, 0L, 2L, 0L, 0L, 1L, 0L);
    }

    @Test
    void everythingIsOwedToEverybodyWhereThereIsOneTopic() {
        Topics one = new Topics.One(SUBSCRIBERS);

        assertThat(one.owed(3, 1, 5)).isEqualTo(5);
        assertThat(one.deliveries()).isEqualTo(SUBSCRIBERS);
    }

    @Test
    void whereReadersShareATopicEachIsOwedWhatIsPublishedToIt() {
        Topics spread = new Topics.Spread(new Topics.OneEach(SUBSCRIBERS, PUBLISHERS), 2 * SUBSCRIBERS);

        assertThat(spread.read(SUBSCRIBERS + 3)).isEqualTo(each.read(3));
        assertThat(spread.published(1)).isEqualTo(each.published(1));
        assertThat(spread.owed(SUBSCRIBERS + 3, 0, 5)).isEqualTo(2);
        assertThat(spread.deliveries()).isEqualTo(2);
        assertThatThrownBy(() -> new Topics.Spread(new Topics.OneEach(3, 1), 10))
                .hasMessage("10 subscribers are not shared out evenly over 3 topics");
    }

    private List<Long> owed(int publisher, long published) {
        return IntStream.range(0, SUBSCRIBERS)
                .mapToObj(subscriber -> each.owed(subscriber, publisher, published))
                .toList();
    }
}
