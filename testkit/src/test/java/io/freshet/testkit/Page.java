package io.freshet.testkit;

import io.freshet.ConnectRequest;
import java.util.ArrayList;
import java.util.List;
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
        RecordingTransport response = hub.connect(request.get().lastEventId(lastEventId()));
        responses.add(response);
        return response;
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
