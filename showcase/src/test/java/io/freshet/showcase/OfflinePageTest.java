package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The board in two tabs of a browser that is offline for ten seconds, in which a hundred notifications come. */
class OfflinePageTest extends PageTest {
    private static final int MISSED = 100;
    private static final int SECONDS = 10;

    /** All that the user is told in the end, in order. */
    static final List<String> TOLD =
            IntStream.rangeClosed(0, MISSED).mapToObj(i -> "놓친 알림 " + i).toList();

    private Network network;

    @Override
    int browsersPort() {
        network = new Network(port);
        return network.port();
    }

    @AfterEach
    void closeNetwork() throws IOException {
        network.close();
    }

    @Override
    String page() {
        return "/board";
    }

    @Test
    void allAreShownOnceAndInOrderWhenTheNetworkIsBack() throws Exception {
        Tab tab = missAHundred();
        assertThat(received(tab, "gap")).isEmpty();
        assertThat(received(tab, "notification"))
                .as("what the stream itself brought")
                .hasSameSizeAs(TOLD);
        assertThat(tab.connects()).isEqualTo(2);
    }

    /** Has one notification before, the others while offline; then waits until both tabs show them all. */
    Tab missAHundred() throws Exception {
        long post = caller(user)
                .create("/posts", Map.of("title", "A post"))
                .get("id")
                .longValue();
        String comments = "/posts/" + post + "/comments";
        Tab other = open().awaitLive();
        Tab tab = openInNewTab().awaitLive();
        somebody().create(comments, Map.of("text", TOLD.get(0)));
        tab.awaitText("#list", TOLD.get(0));

        network.switchOff();
        browser.offline(true);
        commentForTenSeconds(comments);
        tab.awaitState("waiting");
        assertThat(tab.texts("#list li")).as("what came through while offline").hasSize(1);
        network.switchOn();
        browser.offline(false);

        for (Tab each : List.of(other, tab)) {
            each.awaitLive();
            browser.await("all are shown", () -> each.texts("#list li").size() == TOLD.size());
            assertThat(each.texts("#list .said")).containsExactlyElementsOf(newestFirst());
            each.awaitLive();
        }
        return tab;
    }

    private static List<String> newestFirst() {
        List<String> told = new ArrayList<>(TOLD);
        Collections.reverse(told);
        return told;
    }

    private void commentForTenSeconds(String comments) throws InterruptedException, ExecutionException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            List<ScheduledFuture<?>> said = new ArrayList<>();
            for (int i = 1; i <= MISSED; i++) {
                Map<String, String> comment = Map.of("text", TOLD.get(i));
                said.add(clock.schedule(
                        () -> somebody().create(comments, comment),
                        TimeUnit.SECONDS.toMillis(SECONDS) * i / MISSED,
                        TimeUnit.MILLISECONDS));
            }
            for (ScheduledFuture<?> each : said) {
                each.get();
            }
        } finally {
            clock.shutdownNow();
        }
    }

    /** The data of all events of a type that this page has received, the newest first. */
    List<String> received(Tab tab, String type) {
        return tab.texts("#wire-rows tr[data-type='" + type + "'] td:last-child");
    }
}
