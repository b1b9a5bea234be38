package io.freshet.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.server.PathContainer;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UriUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The mappings whose controller methods return an {@link EventStream}: knows them, and gives each its goodbye.
 *
 * <p>Works before the first request and is only read from then on.
 */
final class StreamEndpoints implements SmartInitializingSingleton {
    static final String GOODBYE = "/goodbye";

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final ObjectProvider<RequestMappingHandlerAdapter> adapters;
    private final StreamReturnValueHandler returnValues;
    private final GoodbyeController goodbye;

    private volatile List<PathPattern> patterns = List.of();

    StreamEndpoints(
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<RequestMappingHandlerAdapter> adapters,
            StreamReturnValueHandler returnValues,
            GoodbyeController goodbye) {
        this.mappings = mappings;
        this.adapters = adapters;
        this.returnValues = returnValues;
        this.goodbye = goodbye;
    }

    @Override
    public void afterSingletonsInstantiated() {
        // Ahead of Spring's own, one of which would take the value of every method of a @RestController.
        for (RequestMappingHandlerAdapter adapter : adapters) {
            List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>();
            handlers.add(returnValues);
            List<HandlerMethodReturnValueHandler> springs = adapter.getReturnValueHandlers();
            handlers.addAll(springs == null ? List.of() : springs);
            adapter.setReturnValueHandlers(handlers);
        }
        List<PathPattern> found = new ArrayList<>();
        for (RequestMappingHandlerMapping mapping : mappings) {
            for (RequestMappingInfo info :
                    List.copyOf(mapping.getHandlerMethods().keySet())) {
                HandlerMethod method = mapping.getHandlerMethods().get(info);
                if (method != null && isStream(method)) {
                    answerWhateverIsAccepted(mapping, info, method);
                    Set<PathPattern> streams = patternsOf(info);
                    found.addAll(streams);
                    streams.stream()
                            .filter(stream -> !takesTheRest(stream))
                            .forEach(stream -> addGoodbye(mapping, stream));
                }
            }
        }
        patterns = List.copyOf(found);
    }

    /** Whether the pattern ends with {@code **} or {@code {*rest}}, behind which no pattern can go on. */
    private static boolean takesTheRest(PathPattern stream) {
        String pattern = stream.getPatternString();
        String end = pattern.substring(pattern.lastIndexOf('/') + 1);
        return end.equals("**") || end.startsWith("{*");
    }

    private void addGoodbye(RequestMappingHandlerMapping mapping, PathPattern stream) {
        String path = stream.getPatternString() + GOODBYE;
        boolean taken = mapping.getHandlerMethods().keySet().stream()
                .anyMatch(info -> info.getPatternValues().contains(path)
                        && info.getMethodsCondition().getMethods().contains(RequestMethod.POST));
        Method method = ReflectionUtils.findMethod(GoodbyeController.class, "goodbye", HttpServletRequest.class);
        if (taken || method == null) {
            return;
        }
        mapping.registerMapping(
                RequestMappingInfo.paths(path)
                        .methods(RequestMethod.POST)
                        .options(mapping.getBuilderConfiguration())
                        .build(),
                goodbye,
                method);
    }

    /** A mapping that says what it produces would refuse with 406 whoever accepts something else. */
    private static void answerWhateverIsAccepted(
            RequestMappingHandlerMapping mapping, RequestMappingInfo info, HandlerMethod method) {
        if (!info.getProducesCondition().isEmpty()) {
            mapping.unregisterMapping(info);
            mapping.registerMapping(info.mutate().produces().build(), method.getBean(), method.getMethod());
        }
    }

    private static Set<PathPattern> patternsOf(RequestMappingInfo info) {
        return info.getPathPatternsCondition() == null
                ? Set.of()
                : info.getPathPatternsCondition().getPatterns();
    }

    /** Whether the handler of a request answers with a stream. */
    static boolean isStream(Object handler) {
        return handler instanceof HandlerMethod method
                && method.getReturnType().getParameterType() == EventStream.class;
    }

    /** Whether the request asks for a stream, before it has been handed to a controller. */
    boolean matches(HttpServletRequest request) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            return false;
        }
        PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
        return patterns.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /**
     * The path of the request inside the application, which names its stream: written in one way, however the request encodes
     * it, and without path parameters, as a mapping sees it.
     */
    static String pathOf(HttpServletRequest request) {
        StringBuilder path = new StringBuilder();
        for (PathContainer.Element element :
                ServletRequestPathUtils.parse(request).pathWithinApplication().elements()) {
            path.append(
                    element instanceof PathContainer.PathSegment segment
                            ? UriUtils.encodePathSegment(segment.valueToMatch(), StandardCharsets.UTF_8)
                            : element.value());
        }
        return path.toString();
    }
}
