package io.freshet.spring;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/** Finds the filters and servlets without async support that requests for streams go through. */
final class AsyncSupport {
    private final Collection<PathPattern> streams;
    private final String prefix;

    /**
     * @param streams the patterns of streams
     * @param prefix what stands before them in the context, or empty
     */
    AsyncSupport(Collection<PathPattern> streams, String prefix) {
        this.streams = streams;
        this.prefix = prefix;
    }

    List<Container.Component> missingIn(List<Container.Component> components) {
        Set<String> dispatchers = components.stream()
                .filter(component -> component.kind().equals("servlet"))
                .map(Container.Component::name)
                .collect(Collectors.toSet());
        return components.stream()
                .filter(component -> !component.asyncSupported() && !streams.isEmpty())
                .filter(component -> component.kind().equals("servlet")
                        || component.servletNames().contains("*")
                        || component.servletNames().stream().anyMatch(dispatchers::contains)
                        || component.patterns().stream().anyMatch(this::coversAStream))
                .toList();
    }

    private boolean coversAStream(String urlPattern) {
        return streams.stream().anyMatch(stream -> mayBothMatch(urlPattern, stream));
    }

    /** Whether some path of a stream is matched by the URL pattern of a filter. */
    private boolean mayBothMatch(String urlPattern, PathPattern stream) {
        String path = prefix + stream.getPatternString();
        if (urlPattern.startsWith("*.")) {
            String last = path.substring(path.lastIndexOf('/') + 1);
            return isVariable(last) || last.endsWith(urlPattern.substring(1));
        }
        if (urlPattern.endsWith("/*")) {
            return beginsAlike(segments(urlPattern.substring(0, urlPattern.length() - 2)), segments(path));
        }
        return urlPattern.startsWith(prefix)
                && stream.matches(PathContainer.parsePath(urlPattern.substring(prefix.length())));
    }

    private static boolean beginsAlike(List<String> beginning, List<String> stream) {
        for (int i = 0; i < beginning.size(); i++) {
            String segment = i < stream.size() ? stream.get(i) : "";
            if (segment.equals("**") || segment.startsWith("{*")) {
                return true;
            }
            if (!isVariable(segment) && !segment.equals(beginning.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVariable(String segment) {
        return segment.contains("{") || segment.contains("*") || segment.contains("?");
    }

    private static List<String> segments(String path) {
        return path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", -1));
    }
}
