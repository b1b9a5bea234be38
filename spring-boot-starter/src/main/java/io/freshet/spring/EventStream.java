package io.freshet.spring;

import io.freshet.ConnectRequest;
import io.freshet.Refusal;
import io.freshet.servlet.ServletTransports;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a controller method returns to answer with an event stream. Made by {@link StreamRequest}. */
public final class EventStream {
    private final Answer answer;

    private EventStream(Answer answer) {
        this.answer = answer;
    }

    static EventStream of(ConnectRequest request) {
        return new EventStream(
                (transports, httpRequest, httpResponse) -> transports.connect(request, httpRequest, httpResponse));
    }

    static EventStream of(Refusal refusal) {
        return new EventStream(
                (transports, httpRequest, httpResponse) -> ServletTransports.refuse(refusal, httpResponse));
    }

    void answer(ServletTransports transports, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer.give(transports, request, response);
    }

    private interface Answer {
        void give(ServletTransports transports, HttpServletRequest request, HttpServletResponse response)
                throws IOException;
    }
}
