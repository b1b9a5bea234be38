package io.freshet.testkit;

import io.freshet.ConnectRequest;
import io.freshet.Selected;
import io.freshet.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A reader with a name that changes what it selects, and says when it comes back what it holds where. */
final class NamedPage {
    private static final Pattern FINGERPRINT = Pattern.compile("\"fingerprint\":\"(([0-9]+)-[^\"]+)\"");

    private final String subscriber;
    private final String[] topics;
    private final Map<Long, Set<Selector>> asked = new HashMap<>();
    private final List<RecordingTransport> responses = new ArrayList<>();
    private long revision;

    NamedPage(String subscriber, String... topics) {
        this.subscriber = subscriber;
        this.topics = topics;
    }

    RecordingTransport connect(TestHub hub) {
        RecordingTransport response = hub.connect(request());
        responses.add(response);
        return response;
    }

    RecordingTransport connected(TestHub hub) {
        RecordingTransport response = connect(hub);
        hub.settle();
        return response;
    }

    ConnectRequest.Builder request() {
        return TestHub.request(subscriber, topics).lastEventId(lastEventId()).selected(selected());
    }

    void subscribe(TestHub hub, String... selectors) {
        subscribe(hub, revision + 1, selectors);
    }

    void subscribe(TestHub hub, long newRevision, String... selectors) {
        revision = newRevision;
        asked.put(revision, Selector.all(List.of(selectors)));
        hub.subscribe(subscriber, revision, selectors);
    }

    /** What it knows to have selected at the last id. */
    @Nullable
    Selected selected() {
        Selected held = null;
        for (SseBlock frame : frames()) {
            if (frame.is("connect") || frame.is("gap") || frame.is("reselected")) {
                Matcher told = FINGERPRINT.matcher(frame.data());
                held = told.find()
                        ? new Selected(told.group(1), asked.getOrDefault(Long.valueOf(told.group(2)), Set.of()))
                        : null;
            }
        }
        return held;
    }

    @Nullable
    String lastEventId() {
        return frames().stream().map(SseBlock::id).filter(id -> id != null).reduce(null, (before, id) -> id);
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

    List<String> gaps() {
        return frames().stream()
                .filter(frame -> frame.is("gap"))
                .map(SseBlock::reason)
                .toList();
    }

    private List<SseBlock> frames() {
        return responses.stream()
                .flatMap(response -> response.frames().stream())
                .toList();
    }
}
