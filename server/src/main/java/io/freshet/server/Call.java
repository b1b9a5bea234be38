package io.freshet.server;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.freshet.ConnectRequest;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.Refusal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request to the Mercure endpoint, and the ways in which it is answered: with the headers that all its answers have. */
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(MercureEndpoint.class);

    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            413, "Content Too Large",
            415, "Unsupported Media Type",
            429, "Too Many Requests",
            500, "Internal Server Error",
            503, "Service Unavailable");

    /** When who was refused for the moment is to try again. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Exchange exchange;
    private final Map<String, String> headers;

    /** @param headers of every answer */
    Call(Exchange exchange, Map<String, String> headers) {
        this.exchange = exchange;
        this.headers = headers;
    }

    Exchange exchange() {
        return exchange;
    }

    /** The first value of a parameter of the query, or null. */
    @Nullable
    String parameter(String name) {
        List<String> values = parameters(name);
        return values.isEmpty() ? null : values.get(0);
    }

    List<String> parameters(String name) {
        return exchange.query().getOrDefault(name, List.of());
    }

    /** Whom the caller's streams belong to: the subject of the token, or else the address. */
    Owner owner(@Nullable Token token) {
        return token != null && token.owner() != null
                ? token.owner()
                : Owner.anonymous(exchange.remoteAddress().getAddress().getHostAddress());
    }

    void answer(Answer answer) {
        Answer complete = answer;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            complete = complete.with(header.getKey(), header.getValue());
        }
        exchange.answer(complete);
    }

    /** Answers with a problem (RFC 9457). */
    void refuse(int status, String detail) {
        refuse(status, detail, Map.of(), Map.of());
    }

    /** The same with more headers, and more members of the problem. */
    void refuse(int status, String detail, Map<String, String> moreHeaders, Map<String, ?> moreMembers) {
        LOG.debug("{} {} is refused with {}: {}", exchange.method(), exchange.path(), status, detail);
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("title", TITLES.getOrDefault(status, "Error"));
        problem.put("status", status);
        problem.put("detail", detail);
        problem.putAll(moreMembers);
        Answer answer = Answer.of(status, "application/problem+json", JSONObjectUtils.toJSONString(problem))
                .with("Cache-Control", "no-store");
        if (status == 401) {
            answer = answer.with("WWW-Authenticate", "Bearer");
        }
        for (Map.Entry<String, String> header : moreHeaders.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        answer(
                status == 503 || status == 429
                        ? answer.with("Retry-After", Long.toString(RETRY_AFTER.toSeconds()))
                        : answer);
    }

    /** Answers who wanted a stream with a refusal. */
    void refuse(Refusal refusal) {
        LOG.debug(
                "{} {} is refused with {}: {}",
                exchange.method(),
                exchange.path(),
                refusal.status(),
                refusal.message());
        Answer answer = StreamAnswers.refusal(refusal, headers);
        exchange.answer(refusal.status() == 401 ? answer.with("WWW-Authenticate", "Bearer") : answer);
    }

    /** Answers with what the hub makes of this. */
    void stream(Hub hub, ConnectRequest request, Exchange.StreamHeaders more) {
        exchange.stream(hub, request, connection -> {
            Map<String, String> all = new LinkedHashMap<>(headers);
            all.putAll(more.of(connection));
            return all;
        });
    }

    /** Tells and answers what fails while this is answered on another thread than the request's. */
    void guard(CompletionStage<?> answering) {
        answering.whenComplete((answered, failure) -> {
            if (failure != null) {
                LOG.error("{} {} could not be answered", exchange.method(), exchange.path(), failure);
                refuseOrAbort();
            }
        });
    }

    /** Nobody is told of what is thrown here, and nobody else answers. */
    private void refuseOrAbort() {
        try {
            refuse(500, "something broke on the hub's side");
        } catch (RuntimeException | Error failure) {
            LOG.error("{} {} could not be refused either", exchange.method(), exchange.path(), failure);
            exchange.abort();
        }
    }
}
