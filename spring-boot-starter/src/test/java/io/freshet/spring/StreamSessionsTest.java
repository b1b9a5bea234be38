package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.ConnectRequest;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.Stream;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.RecordingTransport;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.session.ManagerBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Streams end with the session of the browser that opened them. */
class StreamSessionsTest {
    private static final String RIGHT_ENDED = "{\"reason\":\"right-ended\",\"comeBack\":false}";

    private static final Owner ANN = Owner.of("ann");

    private static ServletWebServerApplicationContext start(Class<?> server, String... settings) {
        SpringApplication application = new SpringApplication(TestApplication.class, server, Sessions.class);
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("--server.port=0", "--server.tomcat.background-processor-delay=1s"));
        return (ServletWebServerApplicationContext) application.run(all.toArray(String[]::new));
    }

    private static RawSseClient.Request to(ServletWebServerApplicationContext application, String target) {
        return RawSseClient.to(application.getWebServer().getPort(), target);
    }

    /** The cookie of a browser in which the user has signed in. */
    private static String signIn(ServletWebServerApplicationContext application, String user) throws IOException {
        return signIn(application, user, null);
    }

    private static String signIn(ServletWebServerApplicationContext application, String user, @Nullable String before)
            throws IOException {
        String form = "username=" + user + "&password=" + user;
        RawSseClient.Request request = to(application, "/login")
                .method("POST")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Content-Length", Integer.toString(form.length()));
        if (before != null) {
            request.header("Cookie", before);
        }
        try (RawSseClient client = request.send()) {
            client.write(form);
            return cookie(client);
        }
    }

    private static String cookie(RawSseClient client) throws IOException {
        return String.valueOf(client.head().header("Set-Cookie")).replaceAll(".*(JSESSIONID=[^;]+).*", "$1");
    }

    private static int get(ServletWebServerApplicationContext application, String target, String cookie)
            throws IOException {
        try (RawSseClient client =
                to(application, target).header("Cookie", cookie).open()) {
            return client.head().status();
        }
    }

    private static void signOut(ServletWebServerApplicationContext application, String cookie) throws IOException {
        RawSseClient.Request request = to(application, "/logout")
                .method("POST")
                .header("Cookie", cookie)
                .header("Content-Length", "0");
        try (RawSseClient client = request.open()) {
            assertThat(client.head().status()).isEqualTo(302);
        }
    }

    private static RawSseClient open(ServletWebServerApplicationContext application, String target, String cookie)
            throws IOException {
        RawSseClient client = to(application, target).header("Cookie", cookie).open();
        client.event("connect");
        return client;
    }

    @ParameterizedTest
    @ValueSource(classes = {StreamOnTomcatTest.Server.class, StreamOnJettyTest.Server.class})
    void aLogoutEndsTheStreamsOfItsBrowserAndNoOthers(Class<?> server) throws IOException {
        try (ServletWebServerApplicationContext application = start(server)) {
            String laptop = signIn(application, "ann");
            String phone = signIn(application, "ann");
            Hub hub = application.getBean(Hub.class);
            try (RawSseClient notes = open(application, "/notes/a/events?subscriber=1", laptop);
                    RawSseClient tagged = open(application, "/tagged/events?subscriber=2", laptop);
                    RawSseClient onThePhone = open(application, "/notes/a/events?subscriber=3", phone);
                    RawSseClient byPassword = to(application, "/notes/a/events?subscriber=4")
                            .header("Authorization", StreamTest.basic("ann"))
                            .open()) {
                byPassword.event("connect");
                signOut(application, laptop);
                assertThat(notes.event("close").data()).isEqualTo(RIGHT_ENDED);
                assertThat(notes.event()).isNull();
                assertThat(tagged.event("close").data()).isEqualTo(RIGHT_ENDED);
                assertThat(hub.connectionCount()).isEqualTo(2);
                hub.publish("notes/a", io.freshet.Event.of("note", "still"));
                assertThat(onThePhone.event("note").data()).isEqualTo("still");
                assertThat(byPassword.event("note").data()).isEqualTo("still");
            }
        }
    }

    @Test
    void aConnectionThatWaitsForItsAdmissionEndsWithItsSession() throws IOException {
        try (ServletWebServerApplicationContext application =
                start(StreamOnTomcatTest.Server.class, "--freshet.acceleration=off")) {
            String laptop = signIn(application, "ann");
            String phone = signIn(application, "ann");
            try (RawSseClient one = open(application, "/limited/a/events?subscriber=1", phone);
                    RawSseClient two = open(application, "/limited/a/events?subscriber=2", phone);
                    RawSseClient waiting = to(application, "/limited/a/events?subscriber=3")
                            .header("Cookie", laptop)
                            .send()) {
                // A probe says that the newcomer waits.
                assertThat(one.block().comments()).isNotEmpty();
                assertThat(two.block().comments()).isNotEmpty();
                signOut(application, laptop);
                assertThat(waiting.event("close").data()).isEqualTo(RIGHT_ENDED);
                assertThat(application.getBean(Hub.class).connectionCount()).isEqualTo(2);
            }
        }
    }

    @Test
    void aStreamDoesNotOutliveASessionThatExpires() throws IOException {
        try (ServletWebServerApplicationContext application = start(OftenExpiring.class)) {
            String cookie = signIn(application, "ann");
            try (RawSseClient stream = open(application, "/notes/a/events?subscriber=1", cookie)) {
                assertThat(get(application, "/short", cookie)).isEqualTo(200);
                assertThat(stream.event("close").data()).isEqualTo(RIGHT_ENDED);
            }
        }
    }

    @Test
    void theSessionIsTheSameAfterALoginHasChangedItsId() throws IOException {
        try (ServletWebServerApplicationContext application = start(StreamOnTomcatTest.Server.class)) {
            String before;
            try (RawSseClient client = to(application, "/public/session").open()) {
                before = cookie(client);
            }
            try (RawSseClient anonymous = open(application, "/public/a/events", before)) {
                String after = signIn(application, "ann", before);
                assertThat(after).isNotEqualTo(before);
                try (RawSseClient stream = open(application, "/notes/a/events?subscriber=1", after)) {
                    signOut(application, after);
                    assertThat(stream.event("close").data()).isEqualTo(RIGHT_ENDED);
                    assertThat(anonymous.event("close").data()).isEqualTo(RIGHT_ENDED);
                }
            }
        }
    }

    @Test
    void whoeverSignsInToAnothersSessionDoesNotInheritItsStreams() throws IOException {
        try (ServletWebServerApplicationContext application = start(StreamOnTomcatTest.Server.class)) {
            String anns = signIn(application, "ann");
            try (RawSseClient stream = open(application, "/notes/a/events?subscriber=1", anns)) {
                String bobs = signIn(application, "bob", anns);
                try (RawSseClient of = open(application, "/notes/a/events?subscriber=1", bobs)) {
                    assertThat(stream.event("close").data()).isEqualTo(RIGHT_ENDED);
                    signOut(application, bobs);
                    assertThat(of.event("close").data()).isEqualTo(RIGHT_ENDED);
                }
            }
        }
    }

    @Test
    void aStreamMakesNoSession() throws IOException {
        try (ServletWebServerApplicationContext application = start(StreamOnTomcatTest.Server.class)) {
            try (RawSseClient stream = to(application, "/public/a/events").open()) {
                stream.event("connect");
                assertThat(stream.head().header("Set-Cookie")).isNull();
            }
        }
    }

    @Test
    void aStreamThatIsAskedForWhileItsSessionIsDestroyedDoesNotOutliveIt() {
        try (Hub hub = Hub.builder().build()) {
            StreamSessions sessions = new StreamSessions(hub);
            HttpSession session = new MockHttpSession();
            MockHttpServletRequest request = new MockHttpServletRequest();
            request.setSession(session);
            ConnectRequest asked = ConnectRequest.to(Stream.of("/a"), ANN)
                    .session(sessions.nameOf(request, ANN))
                    .build();
            // The container still takes the session for valid while it tells its listeners.
            sessions.sessionDestroyed(new HttpSessionEvent(session));
            RecordingTransport transport = new RecordingTransport();
            hub.connect(asked, transport::carry);
            sessions.connected(asked, request);
            assertThat(hub.connectionCount()).isZero();

            assertThatThrownBy(() -> sessions.nameOf(request, ANN)).isInstanceOf(ResponseStatusException.class);
        }
    }

    @Test
    void aStreamThatIsAskedForWhileItsSessionChangesHandsDoesNotOutliveThat() {
        try (Hub hub = Hub.builder().build()) {
            StreamSessions sessions = new StreamSessions(hub);
            MockHttpServletRequest anns = new MockHttpServletRequest();
            anns.setSession(new MockHttpSession());
            ConnectRequest asked = ConnectRequest.to(Stream.of("/a"), ANN)
                    .session(sessions.nameOf(anns, ANN))
                    .build();
            MockHttpServletRequest bobs = new MockHttpServletRequest();
            bobs.setSession(anns.getSession());
            assertThat(sessions.nameOf(bobs, Owner.of("bob"))).isNotEqualTo(asked.session());
            hub.connect(asked, new RecordingTransport()::carry);
            sessions.connected(asked, anns);
            assertThat(hub.connectionCount()).isZero();
        }
    }

    /** Where sessions are in a store, each request has a copy, which knows nothing of what becomes of the others. */
    @Test
    void requestsWithCopiesOfOneSessionComeToOneName() {
        try (Hub hub = Hub.builder().build()) {
            StreamSessions here = new StreamSessions(hub);
            StreamSessions there = new StreamSessions(hub);
            assertThat(here.nameOf(withCopy(), ANN)).isEqualTo(there.nameOf(withCopy(), ANN));
        }
    }

    @Test
    void aStreamThatIsAskedForWithACopyOfASessionDoesNotOutliveTheSession() {
        try (Hub hub = Hub.builder().build()) {
            StreamSessions sessions = new StreamSessions(hub);
            MockHttpServletRequest request = withCopy();
            ConnectRequest asked = ConnectRequest.to(Stream.of("/a"), ANN)
                    .session(sessions.nameOf(request, ANN))
                    .build();
            sessions.sessionDestroyed(new HttpSessionEvent(new Copy()));
            hub.connect(asked, new RecordingTransport()::carry);
            sessions.connected(asked, request);
            assertThat(hub.connectionCount()).isZero();

            MockHttpServletRequest late = withCopy();
            assertThatThrownBy(() -> sessions.nameOf(late, ANN)).isInstanceOf(ResponseStatusException.class);
        }
    }

    private static MockHttpServletRequest withCopy() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setSession(new Copy());
        return request;
    }

    @Test
    void whatTheApplicationHangsTheRightOnIsItsOwn() {
        try (Hub hub = Hub.builder().build()) {
            StreamSessions sessions = new StreamSessions(hub);
            MockHttpSession session = new MockHttpSession();
            MockHttpServletRequest request = new MockHttpServletRequest();
            request.setSession(session);
            sessions.nameOf(request, ANN);
            ConnectRequest asked =
                    ConnectRequest.to(Stream.of("/a"), ANN).session("token-1").build();
            hub.connect(asked, new RecordingTransport()::carry);
            session.invalidate();
            sessions.connected(asked, request);
            assertThat(hub.connectionCount()).isOne();
        }
    }

    /** Looks for expired sessions once a second. */
    static class OftenExpiring {
        @Bean
        TomcatServletWebServerFactory server() {
            TomcatServletWebServerFactory server = new TomcatServletWebServerFactory();
            TomcatContextCustomizer often = context -> context.addLifecycleListener(event -> {
                if (context.getManager() instanceof ManagerBase manager) {
                    manager.setProcessExpiresFrequency(1);
                }
            });
            server.addContextCustomizers(often);
            return server;
        }
    }

    /** Sessions as an application has them. */
    @RestController
    static class Sessions {
        @GetMapping("/short")
        void makeShort(HttpSession session) {
            session.setMaxInactiveInterval(1);
        }

        @GetMapping("/public/session")
        void begin(HttpSession session) {
            session.setAttribute("cart", "full");
        }
    }

    /** A copy of always the same session. */
    private static final class Copy extends MockHttpSession {
        Copy() {
            super(null, "the session");
        }

        @Override
        public long getCreationTime() {
            return 1;
        }
    }
}
