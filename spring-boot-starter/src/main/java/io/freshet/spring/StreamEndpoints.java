package io.freshet.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
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
 * The mappings whose controller methods return an {@link EventStream}: knows them, and gives each its goodbye and its change of
 * subscription, which the same controller method decides on.
 *
 * <p>Works before the first request and is only read from then on.
 */
final class StreamEndpoints implements SmartInitializingSingleton {
    static final String GOODBYE = "/goodbye";
    static final String CHANGE = "/subscription";

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final ObjectProvider<RequestMappingHandlerAdapter> adapters;
    private final StreamReturnValueHandler returnValues;
    private final GoodbyeController goodbye;

    private volatile List<PathPattern> patterns = List.of();
    private volatile List<PathPattern> changes = List.of();

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
        List<PathPattern> foundChanges = new ArrayList<>();
        for (RequestMappingHandlerMapping mapping : mappings) {
            GoodbyeCors cors = new GoodbyeCors(mapping.getCorsConfigurationSource());
            for (RequestMappingInfo info :
                    List.copyOf(mapping.getHandlerMethods().keySet())) {
                HandlerMethod method = mapping.getHandlerMethods().get(info);
                if (method != null && isStream(method)) {
                    answerWhateverIsAccepted(mapping, info, method);
                    for (PathPattern stream : patternsOf(info)) {
                        found.add(stream);
                        if (!takesTheRest(stream)) {
                            addGoodbye(mapping, method, stream, cors);
                            foundChanges.addAll(addChange(mapping, info, method, stream));
                        }
                    }
                }
            }
            if (!cors.isEmpty()) {
                mapping.setCorsConfigurationSource(cors);
            }
        }
        patterns = List.copyOf(found);
        changes = List.copyOf(foundChanges);
    }

    /** Whether the pattern ends with {@code **} or {@code {*rest}}, behind which no pattern can go on. */
    private static boolean takesTheRest(PathPattern stream) {
        String pattern = stream.getPatternString();
        String end = pattern.substring(pattern.lastIndexOf('/') + 1);
        return end.equals("**") || end.startsWith("{*");
    }

    private void addGoodbye(
            RequestMappingHandlerMapping mapping, HandlerMethod streamMethod, PathPattern stream, GoodbyeCors cors) {
        String path = stream.getPatternString() + GOODBYE;
        Method method = ReflectionUtils.findMethod(GoodbyeController.class, "goodbye", HttpServletRequest.class);
        if (isTaken(mapping, path, RequestMethod.POST) || method == null) {
            return;
        }
        RequestMappingInfo info = RequestMappingInfo.paths(path)
                .methods(RequestMethod.POST)
                .options(mapping.getBuilderConfiguration())
                .build();
        mapping.registerMapping(info, goodbye, method);
        cors.add(mapping, streamMethod, info);
    }

    private static Set<PathPattern> addChange(
            RequestMappingHandlerMapping mapping, RequestMappingInfo info, HandlerMethod method, PathPattern stream) {
        String path = stream.getPatternString() + CHANGE;
        if (isTaken(mapping, path, RequestMethod.PUT)) {
            return Set.of();
        }
        RequestMappingInfo change = info.mutate()
                .paths(path)
                .methods(RequestMethod.PUT)
                .consumes()
                .produces()
                .build();
        mapping.registerMapping(change, anotherHandler(mapping, method), method.getMethod());
        return patternsOf(change);
    }

    /**
     * The controller, as a handler that is not equal to the stream's: a mapping keeps what other origins may do by handler, and what
     * they may do with the change would take the place of what they may do with the stream.
     */
    private static Object anotherHandler(RequestMappingHandlerMapping mapping, HandlerMethod method) {
        ApplicationContext application = mapping.getApplicationContext();
        return method.getBean() instanceof String name && application != null && application.isSingleton(name)
                ? application.getBean(name)
                : method.getBean();
    }

    /** Whether the application has such a mapping itself. */
    private static boolean isTaken(RequestMappingHandlerMapping mapping, String path, RequestMethod method) {
        return mapping.getHandlerMethods().keySet().stream()
                .anyMatch(info -> info.getPatternValues().contains(path)
                        && info.getMethodsCondition().getMethods().contains(method));
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

    /** The patterns of all streams, within what the dispatcher servlet is mapped to. */
    List<PathPattern> patterns() {
        return patterns;
    }

    /** Whether the request asks for a stream or for a change, before it has been handed to a controller. */
    boolean matches(HttpServletRequest request) {
        List<PathPattern> asked =
                switch (request.getMethod()) {
                    case "GET", "HEAD" -> patterns;
                    case "PUT" -> changes;
                    default -> List.of();
                };
        if (asked.isEmpty()) {
            return false;
        }
        PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
        return asked.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /** Whether a request to a stream's controller method, or one that {@link #matches}, asks for a change. */
    static boolean isChange(HttpServletRequest request) {
        return request.getMethod().equals("PUT") && pathOf(request).endsWith(CHANGE);
    }

    /** The path of the stream that the request asks for, or for a change of: written in one way, see {@link #pathOf}. */
    static String streamOf(HttpServletRequest request) {
        return streamOf(request, pathOf(request));
    }

    /** The path or pattern without what stands behind that of the stream. */
    static String streamOf(HttpServletRequest request, String path) {
        return isChange(request) && path.endsWith(CHANGE) ? path.substring(0, path.length() - CHANGE.length()) : path;
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
