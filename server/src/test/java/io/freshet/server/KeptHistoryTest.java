package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose history is in a file, and which is killed. */
class KeptHistoryTest {
    private static final String TOKEN = DevTokens.everything(DevTokens.DEV_KEY, "publisher");
    private static final int ROUNDS = 3;
    private static final int EVENTS = 50;

    @TempDir
    private Path folder;

    private final List<String> received = new ArrayList<>();
    private String lastEventId = "";

    private HubProcess hub() throws IOException {
        return HubProcess.start("--dev", "--history-file=" + folder.resolve("history"));
    }

    private RawSseClient stream(HubProcess hub) throws Exception {
        RawSseClient.Request request = RawSseClient.to(hub.port(), MercureEndpoint.PATH + "?topic=a");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return request.open();
    }

    private void take(RawSseClient stream, String until) throws IOException {
        SseBlock event;
        do {
            event = stream.event("message");
            received.add(event.data());
            lastEventId = event.id();
        } while (!event.data().equals(until));
    }

    @Test
    void anEventSourceResumesOverTheEndOfTheHubAsIfThereHadBeenNone() throws Exception {
        int number = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (HubProcess hub = hub()) {
                try (RawSseClient stream = stream(hub)) {
                    for (int i = 0; i < EVENTS; i++) {
                        publish(hub, number++);
                    }
                    // Half of them come before the end, the others are to be had after it.
                    take(stream, Integer.toString(number - EVENTS / 2));
                }
                hub.kill();
            }
        }
        try (HubProcess hub = hub();
                RawSseClient stream = stream(hub)) {
            publish(hub, number);
            take(stream, Integer.toString(number));
        }
        assertThat(received)
                .isEqualTo(IntStream.rangeClosed(0, number)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    private static void publish(HubProcess hub, int number) throws Exception {
        assertThat(hub.publish(TOKEN, "topic=a&data=" + number).statusCode()).isEqualTo(200);
    }

    @Test
    void aChangeOfASubscriptionByATemplateIsReadAgain() throws Exception {
        try (HubProcess hub = hub()) {
            HttpRequest.Builder change = HttpRequest.newBuilder(URI.create("http://localhost:" + hub.port()
                            + MercureEndpoint.PATH + "/subscription?subscriber=tab&revision=1"))
                    .header("Authorization", "Bearer " + TOKEN)
                    .PUT(HttpRequest.BodyPublishers.ofString("[\"https://example.com/{id}\"]"));
            assertThat(hub.send(change).statusCode()).isEqualTo(204);
            hub.kill();
        }
        try (HubProcess hub = hub()) {
            publish(hub, 1);
        }
    }

    @Test
    void twoHubsDoNotShareAFile() throws Exception {
        try (HubProcess hub = hub()) {
            hub.url();
            try (HubProcess second = hub()) {
                assertThat(second.exit()).isEqualTo(1);
                assertThat(second.output())
                        .contains(
                                "The hub cannot start: the log " + folder.resolve("history") + " is in use by another")
                        .doesNotContain("\tat ");
            }
            publish(hub, 1);
        }
    }

    @Test
    void aFileOfSomethingElseIsLeftAlone() throws Exception {
        Path letter = Files.writeString(folder.resolve("history"), "Dear Ann");
        try (HubProcess hub = hub()) {
            assertThat(hub.exit()).isEqualTo(1);
            assertThat(hub.output()).contains("history is not a log of Freshet");
        }
        assertThat(letter).hasContent("Dear Ann");
    }
}
