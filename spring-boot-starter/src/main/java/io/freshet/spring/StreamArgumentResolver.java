package io.freshet.spring;

import io.freshet.Owner;
import io.freshet.Selected;
import io.freshet.Selector;
import io.freshet.Stream;
import io.freshet.SubscriberKey;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerMapping;

/** Gives controller methods their {@link StreamRequest}, or the {@link Owner} that the caller is. */
final class StreamArgumentResolver implements HandlerMethodArgumentResolver {
    private final OwnerResolver owners;
    private final StreamSessions sessions;

    StreamArgumentResolver(OwnerResolver owners, StreamSessions sessions) {
        this.owners = owners;
        this.sessions = sessions;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == StreamRequest.class || parameter.getParameterType() == Owner.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binderFactory) {
        HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
        if (request == null) {
            throw new IllegalStateException("a stream needs a servlet request");
        }
        Owner owner = asked(HttpStatus.FORBIDDEN, () -> owners.resolve(request));
        return parameter.getParameterType() == Owner.class ? owner : streamRequest(request, owner);
    }

    private StreamRequest streamRequest(HttpServletRequest request, Owner owner) {
        String path = StreamEndpoints.streamOf(request);
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        String name = pattern == null ? path : StreamEndpoints.streamOf(request, pattern.toString());
        Stream stream = asked(HttpStatus.BAD_REQUEST, () -> new Stream(name, path));
        String id = request.getParameter("subscriber");
        String subscriber =
                id == null ? null : asked(HttpStatus.BAD_REQUEST, () -> new SubscriberKey(owner, path, id).id());
        String header = request.getHeader("Last-Event-ID");
        return new StreamRequest(
                stream,
                owner,
                subscriber,
                header != null ? header : request.getParameter("lastEventId"),
                asked(HttpStatus.BAD_REQUEST, () -> selected(request)),
                sessions.nameOf(request, owner));
    }

    private static @Nullable Selected selected(HttpServletRequest request) {
        String fingerprint = request.getParameter("fingerprint");
        String[] selectors = request.getParameterValues("selected");
        return fingerprint == null
                ? null
                : new Selected(fingerprint, Selector.all(selectors == null ? List.of() : List.of(selectors)));
    }

    /** Made of what the caller has sent; what is not allowed in it is the caller's mistake. */
    private static <T extends @Nullable Object> T asked(HttpStatus otherwise, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException notAllowed) {
            throw new ResponseStatusException(otherwise, notAllowed.getMessage(), notAllowed);
        }
    }
}
