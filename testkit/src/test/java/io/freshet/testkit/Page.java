package io.freshet.testkit;

import io.freshet.ConnectRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A reader that comes back with the last id that it has seen, as an {@code EventSource} does. */
final class Page {
    private final TestHub hub;
    private final Supplier<ConnectRequest.Builder> request;
    private final List<RecordingTransport> responses = new ArrayList<>();

    Page(TestHub hub, Supplier<ConnectRequest.Builder> request) {
        this.hub = hub;
        this.request = request;
    }

    RecordingTransport connect() {
        return connect(new RecordingTransport());
    }

    RecordingTransport connect(RecordingTransport response) {
        hub.connect(asked(), response);
        responses.add(response);
        return response;
    }

    /** Refreshed in haste: the request of the page that is left already comes in as if it were the newer one. */
    void connectBehind(RecordingTransport left, RecordingTransport response, Consumer<RecordingTransport> goes) {
        hub.hub.connect(asked().build(), connection -> {
            connect(left);
            goes.accept(left);
            return response.carry(connection);
        });
        responses.add(response);
    }

    private ConnectRequest.Builder asked() {
        return request.get().lastEventId(lastEventId());
    }

    @Nullable
    String lastEventId() {
        return responses.stream()
                .flatMap(response -> response.frames().stream())
                .map(SseBlock::id)
                .filter(id -> id != null)
                .reduce(null, (before, id) -> id);
    }

    RecordingTransport response() {
        return responses.get(responses.size() - 1);
    }

    List<RecordingTransport> responses() {
        return responses;
    }

    /** The data of all events that it has got, over all responses. */
    List<String> data() {
        return responses.stream().flatMap(response -> response.data().stream()).toList();
    }
}
