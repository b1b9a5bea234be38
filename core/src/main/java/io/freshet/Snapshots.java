package io.freshet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the application gives as the current state of topics. */
final class Snapshots {
    private final List<Source> sources = new CopyOnWriteArrayList<>();

    void add(Selector topics, Function<String, Event> state) {
        sources.add(new Source(topics, state));
    }

    /** Those of the selected topics that have a state. A pattern has none: it names no topic. */
    List<String> topicsWithState(Collection<Selector> selectors) {
        return selectors.stream()
                .filter(Selector::isExact)
                .map(Selector::toString)
                .filter(topic -> source(topic) != null)
                .sorted()
                .toList();
    }

    /** Asks the application for the present state of each topic. Only the last block has an id: the position is reached with it. */
    List<byte[]> take(List<String> topics, EventId position) {
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < topics.size(); i++) {
            Event state = state(topics.get(i));
            blocks.add(i < topics.size() - 1 ? Frames.eventWithoutId(state) : Frames.event(position, state));
        }
        return blocks;
    }

    private Event state(String topic) {
        Source source = source(topic);
        if (source == null) {
            throw new IllegalArgumentException("topic " + Text.shown(topic) + " has no state");
        }
        return source.state.apply(topic);
    }

    private @Nullable Source source(String topic) {
        for (Source source : sources) {
            if (source.topics.matches(topic)) {
                return source;
            }
        }
        return null;
    }

    private record Source(Selector topics, Function<String, Event> state) {}
}
