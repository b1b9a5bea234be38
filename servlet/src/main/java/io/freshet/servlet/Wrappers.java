package io.freshet.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What filters put around a request and its response. */
final class Wrappers {
    /** They override {@code getOutputStream} only to learn when the response is committed, or that it must not be used any more. */
    private static final Set<String> HARMLESS = Set.of(
            "org.springframework.web.context.request.async.StandardServletAsyncWebRequest$LifecycleHttpServletResponse",
            "org.springframework.security.web.util.OnCommittedResponseWrapper",
            "org.springframework.session.web.http.OnCommittedResponseWrapper");

    private static final ClassValue<Boolean> SEES_BODY = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return overridesOutput(type) && !PassThroughResponse.class.isAssignableFrom(type) && !isHarmless(type);
        }
    };

    private Wrappers() {}

    /** The container's own request. */
    static ServletRequest innermost(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }

    /** The container's own response. */
    static ServletResponse innermost(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return inner;
    }

    /** The first wrapper that may want to see what is written, or null. */
    static @Nullable Class<?> thatSeesBody(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            if (SEES_BODY.get(wrapper.getClass())) {
                return wrapper.getClass();
            }
            inner = wrapper.getResponse();
        }
        return null;
    }

    private static boolean overridesOutput(Class<?> type) {
        try {
            return type.getMethod("getOutputStream").getDeclaringClass() != ServletResponseWrapper.class;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(type + " is a response without an output stream", impossible);
        }
    }

    private static boolean isHarmless(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (HARMLESS.contains(each.getName())) {
                return true;
            }
        }
        return false;
    }
}
