package io.freshet.spring;

import io.freshet.ConnectRequest;
import io.freshet.Refusal;
import io.freshet.servlet.ServletTransports;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Begins the stream that a controller method has returned, or changes what its subscriber selects if that was asked for. */
final class StreamReturnValueHandler implements HandlerMethodReturnValueHandler {
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
        } else if (wanted != null && StreamEndpoints.isChange(request)) {
            changes.answer(wanted, request, response);
        } else if (wanted != null) {
            transports.connect(wanted, request, response);
            sessions.connected(wanted, request);
        }
    }
}
