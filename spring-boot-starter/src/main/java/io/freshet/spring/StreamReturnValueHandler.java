package io.freshet.spring;

import io.freshet.ConnectRequest;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.servlet.ServletTransports;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Begins the stream that a controller method has returned, or changes what its subscriber selects if that was asked for. */
final class StreamReturnValueHandler implements HandlerMethodReturnValueHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReturnValueHandler.class);

    private static final Refusal NO_ASYNC_SUPPORT = Refusal.of(
                    RefusalReason.FAILED, "a filter or servlet of the server is registered without async support")
            .withStatus(HttpStatus.INTERNAL_SERVER_ERROR.value(), "async-support");

    private final ServletTransports transports;
    private final StreamSessions sessions;
    private final SubscriptionChanges changes;

    StreamReturnValueHandler(ServletTransports transports, StreamSessions sessions, SubscriptionChanges changes) {
        this.transports = transports;
        this.sessions = sessions;
        this.changes = changes;
    }

    @Override
    public boolean supportsReturnType(MethodParameter returnType) {
        return returnType.getParameterType() == EventStream.class;
    }

    @Override
    public void handleReturnValue(
            @Nullable Object value,
            MethodParameter returnType,
            ModelAndViewContainer container,
            NativeWebRequest webRequest)
            throws IOException {
        HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
        HttpServletResponse response = webRequest.getNativeResponse(HttpServletResponse.class);
        if (!(value instanceof EventStream stream) || request == null || response == null) {
            throw new IllegalStateException(returnType.getMethod() + " must return an event stream, not " + value);
        }
        container.setRequestHandled(true);
        ShallowEtagHeaderFilter.disableContentCaching(request);
        ConnectRequest wanted = stream.request();
        Refusal refusal = stream.refusal();
        if (refusal != null) {
            StreamRefusals.answer(refusal, request, response);
        } else if (!request.isAsyncSupported()) {
            LOG.error(
                    "{} could not begin: a filter or servlet that its request went through is registered without async support"
                            + " (the warning at the start names it). Set asyncSupported to true there.",
                    StreamEndpoints.pathOf(request));
            StreamRefusals.answer(NO_ASYNC_SUPPORT, request, response);
        } else if (wanted != null && StreamEndpoints.isChange(request)) {
            changes.answer(wanted, request, response);
        } else if (wanted != null) {
            transports.connect(wanted, request, response);
            sessions.connected(wanted, request);
        }
    }
}
