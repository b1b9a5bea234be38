package io.freshet.server;

import io.freshet.Selector;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The topic selectors of Mercure as the hub's: {@code *}, a URI template, or one topic. */
final class TopicSelectors {
    private static final String ALL = "*";
    private static final Selector EVERYTHING = Selector.of("**");

    private TopicSelectors() {}

    /** @throws IllegalArgumentException if it is empty, too long, has a control character, or too many variables */
    static Selector of(String text) {
        if (text.equals(ALL)) {
            return EVERYTHING;
        }
        Optional<UriTemplate> template = UriTemplate.parse(text);
        return template.isEmpty() || template.get().isPlain()
                ? Selector.exact(text)
                : Selector.matching(
                        text,
                        template.get().prefix(),
                        topic -> topic.equals(text) || template.get().matches(topic));
    }

    /** The selectors of these texts, in their order, each once; otherwise as {@link #of}. */
    static Set<Selector> all(Collection<String> texts) {
        Set<Selector> selectors = new LinkedHashSet<>();
        texts.forEach(text -> selectors.add(of(text)));
        return selectors;
    }

    /**
     * Templates cost every update something, however many of them there are; other selectors do not.
     *
     * @param most how many templates there may be; 0 for any number
     * @throws IllegalArgumentException if there are more
     */
    static void requireFewTemplates(Collection<Selector> selectors, int most) {
        long templates = selectors.stream()
                .filter(selector -> !selector.isExact() && !selector.equals(EVERYTHING))
                .count();
        if (most > 0 && templates > most) {
            throw new IllegalArgumentException(templates + " URI templates are not allowed: at most " + most);
        }
    }

    /** The selector as Mercure writes it. */
    static String text(Selector selector) {
        return selector.equals(EVERYTHING) ? ALL : selector.toString();
    }
}
