package io.freshet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static final EventId ID = new EventId("abc", 7);

    private static String text(byte[] block) {
        return new String(block, UTF_8);
    }

    @Test
    void anEventHasIdTypeAndData() {
        assertThat(text(Frames.event(ID, Event.of("order", "1")))).isEqualTo("id: abc:7\nevent: order\ndata: 1\n\n");
    }

    @Test
    void theTypeMessageIsLeftOut() {
        assertThat(text(Frames.event(ID, Event.message("1")))).isEqualTo("id: abc:7\ndata: 1\n\n");
    }

    @Test
    void theReconnectionTimeIsInMilliseconds() {
        assertThat(text(Frames.event(ID, Event.message("1").withRetry(Duration.ofSeconds(2)))))
                .isEqualTo("id: abc:7\nretry: 2000\ndata: 1\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\r\nb"})
    void everyLineEndBeginsALineOfItsOwn(String data) {
        assertThat(text(Frames.event(ID, Event.message(data)))).isEqualTo("id: abc:7\ndata: a\ndata: b\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''|[]", "'n'|[][]", "'nn'|[][][]", "'rn'|[][]", "'nr'|[][][]", "'rr'|[][][]", "'rrn'|[][][]"})
    void emptyLinesStay(String ends, String lines) {
        String data = ends.replace('r', '\r').replace('n', '\n');
        assertThat(text(Frames.event(ID, Event.message(data))))
                .isEqualTo("id: abc:7\n" + lines.replace("[]", "data: \n") + "\n");
    }

    @Test
    void dataCannotForgeAField() {
        String forged = text(Frames.event(ID, Event.message("x\rid: 9\r\nevent: close\n\ndata: y")));
        assertThat(forged.lines().filter(line -> !line.isEmpty() && !line.startsWith("data: ")))
                .containsExactly("id: abc:7");
        assertThat(forged).endsWith("\n\n");
        assertThat(forged.substring(0, forged.length() - 2)).doesNotContain("\n\n");
    }

    @Test
    void spacesAndColonsAndOtherScriptsStayAsTheyAre() {
        assertThat(text(Frames.event(ID, Event.of("주문", " : 한글 😀 \u2028"))))
                .isEqualTo("id: abc:7\nevent: 주문\ndata:  : 한글 😀 \u2028\n\n");
    }

    @Test
    void anEventOfASnapshotHasNoId() {
        assertThat(text(Frames.eventWithoutId(Event.of("state", "1")))).isEqualTo("event: state\ndata: 1\n\n");
    }

    @Test
    void aHeartbeatIsAnIdAlone() {
        assertThat(text(Frames.heartbeat(ID))).isEqualTo("id: abc:7\n\n");
    }

    @Test
    void aCommentHasNoFields() {
        assertThat(text(Frames.comment(""))).isEqualTo(": \n\n");
        assertThat(text(Frames.comment("a\ndata: b\r"))).isEqualTo(": a\n: data: b\n: \n\n");
    }

    @Test
    void connectSaysWhetherItsPositionIsReached() {
        Duration second = Duration.ofSeconds(1);
        assertThat(text(Frames.connect(ID, true, "sub", "con", second, new Held(3, "3-f"), second)))
                .isEqualTo(
                        "retry: 1000\nid: abc:7\nevent: connect\n"
                                + "data: {\"subscriber\":\"sub\",\"connection\":\"con\",\"heartbeat\":1000,\"revision\":3,\"fingerprint\":\"3-f\"}\n\n");
        assertThat(text(Frames.connect(ID, false, "sub", "con", second, new Held(3, null), second)))
                .contains("\nid: abc:7!\n");
        assertThat(EventId.parse("abc:7!")).as("it is read as no position").isEmpty();
    }

    @Test
    void aChangeOfWhatIsSelectedIsToldAtItsPosition() {
        assertThat(text(Frames.reselected(ID, new Held(4, "4-f"))))
                .isEqualTo("id: abc:7\nevent: reselected\ndata: {\"revision\":4,\"fingerprint\":\"4-f\"}\n\n");
    }

    @Test
    void aGapCarriesThePositionThatItGoesOnFrom() {
        assertThat(text(Frames.gap(ID, true, GapReason.TRIMMED, new Held(3, "3-f"))))
                .isEqualTo("id: abc:7\nevent: gap\n"
                        + "data: {\"reason\":\"trimmed\",\"revision\":3,\"fingerprint\":\"3-f\"}\n\n");
        assertThat(text(Frames.gap(ID, false, GapReason.TRIMMED, new Held(0, null))))
                .startsWith("id: abc:7!\n");
    }

    @Test
    void closeSaysWhetherToComeBack() {
        assertThat(text(Frames.close(CloseReason.TIMEOUT, Duration.ofSeconds(2))))
                .isEqualTo("retry: 2000\nevent: close\ndata: {\"reason\":\"timeout\",\"comeBack\":true}\n\n");
        assertThat(text(Frames.close(CloseReason.REPLACED, Duration.ofSeconds(2))))
                .isEqualTo("retry: 86400000\nevent: close\ndata: {\"reason\":\"replaced\",\"comeBack\":false}\n\n");
    }

    @Test
    void aRefusalIsAnErrorEventWithJsonThatNobodyCanBreak() {
        Refusal refusal =
                Refusal.of(RefusalReason.LIMIT, "\"at\\ most\n5\"\u0001").withStatus(400, "TOO_MANY");
        assertThat(text(refusal.body()))
                .isEqualTo("event: error\ndata: {\"code\":\"TOO_MANY\",\"reason\":\"limit\","
                        + "\"message\":\"\\\"at\\\\ most\\u000a5\\\"\\u0001\"}\n\n");
    }

    @Test
    void aRefusalInStreamIsACloseThatAsksToComeBack() {
        Refusal refusal = Refusal.of(RefusalReason.LIMIT, "x")
                .withRetryAfter(Duration.ofSeconds(3))
                .asStream();
        assertThat(refusal.status()).isEqualTo(200);
        assertThat(text(refusal.body()))
                .isEqualTo("retry: 3000\nevent: close\ndata: {\"reason\":\"limit\",\"comeBack\":true}\n\n");
    }
}
