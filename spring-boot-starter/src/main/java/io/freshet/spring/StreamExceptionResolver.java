package io.freshet.spring;

import io.freshet.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers as an event stream when a stream's controller method throws, or when a request that asks for an event stream fails
 * elsewhere; as a problem when what was asked for is a change of subscription. Comes before all other resolvers: a body in another form would not be accepted, and end as 500 without one.
 */
final class StreamExceptionResolver implements HandlerExceptionResolver {
    private static final Logger LOG = LoggerFactory.getLogger(StreamExceptionResolver.class);

    private final List<StreamFailureHandler> handlers;

    StreamExceptionResolver(List<StreamFailureHandler> handlers) {
        this.handlers = List.copyOf(handlers);
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        boolean stream = handler != null && StreamEndpoints.isStream(handler);
        if ((!stream && !asksForEventStream(request)) || isForSecurity(failure) || response.isCommitted()) {
            return null;
        }
        try {
            StreamRefusals.answer(refusalFor(failure), request, response);
        } catch (IOException peerGone) {
            LOG.debug("A refusal was not read", peerGone);
        }
        return new ModelAndView();
    }

    private static boolean asksForEventStream(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.ACCEPT)).stream()
                .anyMatch(accept -> accept.toLowerCase(Locale.ROOT).contains(MediaType.TEXT_EVENT_STREAM_VALUE));
    }

    /** Whether Spring Security wants to see the exception itself. */
    private static boolean isForSecurity(Exception failure) {
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals("org.springframework.security.core.AuthenticationException")
                    || type.getName().equals("org.springframework.security.access.AccessDeniedException")) {
                return true;
            }
        }
        return false;
    }

    private Refusal refusalFor(Exception failure) {
        for (StreamFailureHandler handler : handlers) {
            Refusal refusal = handler.refusalFor(failure);
            if (refusal != null) {
                return refusal;
            }
        }
        HttpStatusCode status = statusOf(failure);
        if (status.is5xxServerError()) {
            LOG.error("A stream could not begin", failure);
        }
        return StreamRefusals.of(status.value(), messageOf(failure, status));
    }

    private static HttpStatusCode statusOf(Exception failure) {
        if (failure instanceof ErrorResponse response) {
            return response.getStatusCode();
        }
        if (failure instanceof TypeMismatchException) {
            return HttpStatus.BAD_REQUEST;
        }
        ResponseStatus annotated = AnnotatedElementUtils.findMergedAnnotation(failure.getClass(), ResponseStatus.class);
        return annotated != null ? annotated.code() : HttpStatus.INTERNAL_SERVER_ERROR;
    }

    private static String messageOf(Exception failure, HttpStatusCode status) {
        if (status.is5xxServerError()) {
            return "the server failed";
        }
        if (failure instanceof HandlerMethodValidationException invalid) {
            return invalid.getParameterValidationResults().stream()
                    .flatMap(result -> result.getResolvableErrors().stream()
                            .map(error -> result.getMethodParameter().getParameterName() + " '" + result.getArgument()
                                    + "' " + error.getDefaultMessage()))
                    .reduce((one, other) -> one + "; " + other)
                    .orElse("the request is not valid");
        }
        String detail =
                failure instanceof ErrorResponse response ? response.getBody().getDetail() : null;
        return detail != null ? detail : String.valueOf(failure.getMessage());
    }
}
