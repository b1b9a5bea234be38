package io.freshet.spring;

import io.freshet.Hub;
import io.freshet.SubscriberKey;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * Ends the one connection that a page names as it is left, if it is the caller's. Answers 204 whatever came of it: nobody waits
 * for the answer, and nobody learns from it what exists. Only one that names nothing is told so, as a mistake of the page.
 */
final class GoodbyeController {
    private static final Logger LOG = LoggerFactory.getLogger(GoodbyeController.class);

    private final Hub hub;
    private final OwnerResolver owners;

    GoodbyeController(Hub hub, OwnerResolver owners) {
        this.hub = hub;
        this.owners = owners;
    }

    ResponseEntity<?> goodbye(HttpServletRequest request) {
        String path = StreamEndpoints.pathOf(request);
        String stream = path.substring(0, path.length() - StreamEndpoints.GOODBYE.length());
        String subscriber = request.getParameter("subscriber");
        String connection = request.getParameter("connection");
        if (subscriber == null || connection == null) {
            return missing(subscriber == null ? "subscriber" : "connection");
        }
        try {
            hub.goodbye(new SubscriberKey(owners.resolve(request), stream, subscriber), connection);
        } catch (IllegalArgumentException notAllowed) {
            LOG.debug("A goodbye names nobody: {}", notAllowed.getMessage());
        }
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<ProblemDetail> missing(String parameter) {
        String detail =
                "the parameter " + parameter + " is missing: a goodbye names the subscriber and the connection that the"
                        + " stream's connect event told";
        return ResponseEntity.badRequest()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail));
    }
}
