package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Selector;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotificationTopicTest {
    private static final String LONG = "이".repeat(256);

    @Test
    void aPlainNameStandsAsItIs() {
        assertThat(NotificationTopic.of("ann")).isEqualTo("users/ann/notifications");
    }

    @Test
    void everyTopicIsOneTopicOfThreeSegments() {
        for (String name : List.of("*", "**", "a/b", "../ann", LONG, "🙂".repeat(128), "=", "x".repeat(256))) {
            String topic = NotificationTopic.of(name);
            assertThat(Selector.of(topic).isExact()).as(topic).isTrue();
            assertThat(topic.split("/", -1)).as(topic).hasSize(3);
        }
    }

    @Test
    void noTwoNamesShareATopic() {
        String digest = NotificationTopic.of(LONG).split("/", -1)[1];
        List<String> names = List.of(
                "a/b", "a%2Fb", "a%252Fb", "a b", "a+b", "A", "a", "é", "e\u0301", LONG, "이".repeat(255), digest);
        assertThat(names.stream().map(NotificationTopic::of)).doesNotHaveDuplicates();
    }
}
