package io.freshet.showcase;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What programs are told when they may not do something: a status and problem+json, never a redirect. */
@Component
class Denials implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final JsonMapper json;

    Denials(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        if (!Callers.isInBrowser(request)) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Freshet showcase\", charset=\"UTF-8\"");
        }
        write(
                response,
                HttpStatus.UNAUTHORIZED,
                "sign in first: HTTP Basic, or the session that the login page opens (any name, the same word as password)");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException {
        if (SecurityContextHolder.getContext().getAuthentication() == null) {
            // The check of the token comes first, but whoever has not signed in needs to do that.
            commence(request, response, new InsufficientAuthenticationException("nobody is signed in", reason));
            return;
        }
        write(
                response,
                HttpStatus.FORBIDDEN,
                "a session's request needs its CSRF token: the cookie XSRF-TOKEN's value as header X-XSRF-TOKEN or form field _csrf");
    }

    private void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(ProblemDetail.forStatusAndDetail(status, detail)));
    }
}
