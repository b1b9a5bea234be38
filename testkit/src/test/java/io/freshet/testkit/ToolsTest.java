package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tools themselves: a test that rests on them must be able to fail. */
class ToolsTest {
    @Test
    void twoActorsOfTwoStepsHaveSixOrders() {
        List<String> orders = new ArrayList<>();
        int count = Interleavings.atMost(6).explore(schedule -> {
            StringBuilder order = new StringBuilder();
            schedule.actor("a", () -> order.append("a"), () -> order.append("A"));
            schedule.actor("b", () -> order.append("b"), () -> order.append("B"));
            schedule.play();
            orders.add(order.toString());
        });
        assertThat(count).isEqualTo(6);
        assertThat(orders).containsExactlyInAnyOrder("aAbB", "abAB", "abBA", "baAB", "baBA", "bBaA");
    }

    @Test
    void tasksThatStepsAddAreExploredToo() {
        List<String> orders = new ArrayList<>();
        Interleavings.atMost(10).explore(schedule -> {
            ManualExecutor executor = new ManualExecutor(new ManualClock());
            StringBuilder order = new StringBuilder();
            schedule.actor("a", () -> executor.execute(() -> order.append("task")), () -> order.append("-"));
            schedule.tasks("executor", executor);
            schedule.play();
            orders.add(order.toString());
        });
        assertThat(orders).containsExactlyInAnyOrder("-task", "task-");
    }

    @Test
    void anOrderThatFailsIsNamed() {
        assertThatThrownBy(() -> Interleavings.atMost(10).explore(schedule -> {
                    List<String> done = new ArrayList<>();
                    schedule.actor("page", () -> done.add("page"));
                    schedule.actor("order", () -> done.add("order"));
                    schedule.play();
                    assertThat(done).containsExactly("page", "order");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("order[1], page[1]");
    }

    @Test
    void moreOrdersThanTheBoundFail() {
        assertThatThrownBy(() -> Interleavings.atMost(5).explore(schedule -> {
                    schedule.actor("a", () -> {}, () -> {});
                    schedule.actor("b", () -> {}, () -> {});
                    schedule.play();
                }))
                .hasMessageContaining("more than 5 orders");
    }

    @Test
    void timersRunInTheirOrderEachAtItsMoment() {
        ManualClock clock = new ManualClock();
        ManualExecutor executor = new ManualExecutor(clock);
        List<String> ran = new ArrayList<>();
        executor.schedule(() -> ran.add("3 at " + clock.nanos()), Duration.ofNanos(3));
        executor.schedule(
                () -> {
                    ran.add("1 at " + clock.nanos());
                    executor.schedule(() -> ran.add("2 at " + clock.nanos()), Duration.ofNanos(1));
                },
                Duration.ofNanos(1));
        executor.schedule(() -> ran.add("cancelled"), Duration.ofNanos(2)).cancel();
        executor.schedule(() -> ran.add("too late"), Duration.ofNanos(5));
        clock.advance(Duration.ofNanos(4));
        assertThat(ran).containsExactly("1 at 1", "2 at 2", "3 at 3");
        assertThat(clock.nanos()).isEqualTo(4);
    }

    @Test
    void aTimerThatIsCancelledBetweenItsMomentAndItsTurnDoesNotRun() {
        ManualClock clock = new ManualClock();
        ManualExecutor executor = new ManualExecutor(clock);
        List<String> ran = new ArrayList<>();
        io.freshet.LaneExecutor.Timer timer = executor.schedule(() -> ran.add("ran"), Duration.ofNanos(1));
        clock.skip(Duration.ofNanos(1));
        timer.cancel();
        executor.runAll();
        assertThat(ran).isEmpty();
    }

    @Test
    void blocksAreReadFieldByField() {
        List<SseBlock> blocks = SseBlock.parse(
                "id: 1\nevent: x\ndata: a\ndata:b\nretry: 5\n: c\n\n\nid\n\n".getBytes(StandardCharsets.UTF_8));
        assertThat(blocks)
                .containsExactly(
                        new SseBlock("1", "x", List.of("a", "b"), 5L, List.of("c")),
                        new SseBlock("", null, List.of(), null, List.of()));
        assertThatThrownBy(() -> SseBlock.parse("data: a\n".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("no end");
    }

    @Test
    void thePromiseSeesAnEventThatIsMissing() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(TestHub.request("tab", "a"));
        hub.publish("a", "1");
        hub.publish("b", "2");
        hub.settle();
        Promise other = new Promise(hub, TestHub.key("tab"), "a", "b");
        assertThatThrownBy(() -> other.isFulfilledBy(page)).hasMessageContaining("all that is owed");
        hub.publish("a", "3");
        hub.settle();
        assertThatThrownBy(() -> other.isKeptBy(page)).hasMessageContaining("owed before");
        assertThatThrownBy(() -> new Promise(hub, TestHub.key("tab"), "b").isKeptBy(page))
                .hasMessageContaining("is owed");
    }
}
