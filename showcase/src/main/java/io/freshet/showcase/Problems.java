package io.freshet.showcase;

import io.freshet.PublishException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * What is wrong: a page for a browser that goes to one, and problem+json (RFC 9457) for everybody else, whatever they accept; on a
 * stream an event stream.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
    private final Page page = Page.named("problem");

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        BadInput bad = BadInput.in(failure);
        return bad == null
                ? super.handleTypeMismatch(failure, headers, status, request)
                : handleExceptionInternal(bad, bad.getBody(), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String path = ((ServletWebRequest) request).getRequest().getRequestURI();
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, "there is nothing at " + BadInput.shown(path));
        return handleExceptionInternal(failure, problem, headers, status, request);
    }

    /** Tomcat throws when parameters are read that are encoded in a wrong way. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unreadable(InvalidParameterException failure, ServletWebRequest request) {
        BadInput bad = BadInput.of(
                "the query",
                BadInput.shown(String.valueOf(request.getRequest().getQueryString())),
                "parameters in percent-encoded UTF-8");
        return handleExceptionInternal(bad, bad.getBody(), new HttpHeaders(), bad.getStatusCode(), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> notPublished(PublishException failure, WebRequest request) {
        HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(failure.getMessage()));
        return handleExceptionInternal(failure, problem, new HttpHeaders(), status, request);
    }

    /** Names the type of the answer, so that none is negotiated: a caller who accepts none of ours is told what is wrong, too. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpHeaders typed = new HttpHeaders(headers);
        if (body instanceof ProblemDetail problem
                && Callers.BROWSERS.matches(((ServletWebRequest) request).getRequest())) {
            typed.setContentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8));
            return new ResponseEntity<>(page(problem), typed, status);
        }
        typed.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return new ResponseEntity<>(body, typed, status);
    }

    private String page(ProblemDetail problem) {
        boolean gone = problem.getStatus() == HttpStatus.NOT_FOUND.value();
        return page.with(Map.of(
                "title",
                gone ? "Nothing is here" : "That did not work",
                "detail",
                String.valueOf(problem.getDetail()),
                "status",
                Integer.toString(problem.getStatus())));
    }
}
