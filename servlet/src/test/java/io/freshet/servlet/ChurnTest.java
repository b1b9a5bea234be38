package io.freshet.servlet;

import io.freshet.testkit.Churn;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of connections is 2,000, or what {@code -Dfreshet.churn=20000} says. */
class ChurnTest {
    private static final int CONNECTIONS = Integer.getInteger("freshet.churn", 2_000);

    /** Longer than a busy machine leaves a client between its connection and its request: nobody here waits for the container to act. */
    private static final int PATIENCE_MILLIS = 30_000;

    @ParameterizedTest
    @CsvSource({"TOMCAT, AUTO", "TOMCAT, OFF", "JETTY, AUTO", "JETTY, OFF"})
    void nothingIsLeftBehindAndNobodyElseIsHarmed(TestContainer.Kind kind, Acceleration acceleration) throws Exception {
        new Churn(
                        kind + " " + acceleration,
                        CONNECTIONS,
                        hub -> start(
                                kind,
                                acceleration,
                                new TestContainer.Settings(servlet(new ServletTransports(hub, acceleration)))
                                        .patience(PATIENCE_MILLIS)))
                .run();
    }

    private static TestContainer start(
            TestContainer.Kind kind, Acceleration acceleration, TestContainer.Settings settings) throws Exception {
        // As whoever turns the acceleration off has to: what fails there leaves something to others else.
        return kind == TestContainer.Kind.TOMCAT && acceleration == Acceleration.OFF
                ? TestContainer.startTomcat(settings, connector -> connector.setProperty("processorCache", "0"))
                : kind.start(settings);
    }

    private static HttpServlet servlet(ServletTransports transports) {
        StreamServlet streams = new StreamServlet(transports);
        return new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                if (request.getRequestURI().equals(Churn.ORDINARY)) {
                    answer(request, response);
                } else {
                    streams.service(request, response);
                }
            }
        };
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = Churn.answer(request.getParameter("number")).getBytes(StandardCharsets.US_ASCII);
        response.setContentType("text/plain");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
