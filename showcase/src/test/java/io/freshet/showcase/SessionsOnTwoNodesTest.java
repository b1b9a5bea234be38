package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;

/** A session belongs to the site, not to a node, and so do the streams that end with it. */
class SessionsOnTwoNodesTest extends TwoNodesTest {
    private static final String RIGHT_ENDED = "{\"reason\":\"right-ended\",\"comeBack\":false}";

    private Session signIn(int node) {
        return Session.open(nodes.port(node), name);
    }

    @Test
    void aSignInOnOneNodeHoldsOnTheOtherAndSoDoesTheTokenAgainstForgedRequests() {
        Session session = signIn(HERE);
        assertThat(session.at(nodes.port(THERE)).page("/").text()).contains(name);
        String order = "{\"menu\":\"a\",\"price\":1,\"quantity\":1}";
        Session there = session.at(nodes.port(THERE));
        assertThat(there.post("/stores/" + store + "/orders", order, false).status())
                .isEqualTo(403);
        assertThat(there.post("/stores/" + store + "/orders", order, true).status())
                .isEqualTo(201);
    }

    @Test
    void aLogoutOnOneNodeEndsTheStreamsOfItsBrowserOnBothAndNoOthers() throws IOException {
        Session here = signIn(HERE);
        Session there = here.at(nodes.port(THERE));
        Session phone = signIn(THERE);
        try (RawSseClient first = here.stream("/channels/" + name + "/events?subscriber=1");
                RawSseClient second = there.stream("/channels/" + name + "/events?subscriber=2");
                RawSseClient onThePhone = phone.stream("/channels/" + name + "/events?subscriber=3")) {
            first.event("connect");
            second.event("connect");
            onThePhone.event("rooms");
            assertThat(here.signOut().status()).isEqualTo(204);
            assertThat(first.event("close").data()).isEqualTo(RIGHT_ENDED);
            assertThat(second.event("close").data()).isEqualTo(RIGHT_ENDED);
            openRoom(HERE, "still", 2);
            assertThat(onThePhone.event("room-opened").data()).contains("still");
        }
        assertThat(there.page("/").status()).isEqualTo(302);
        try (RawSseClient late = there.stream("/channels/" + name + "/events?subscriber=2")) {
            assertThat(late.head().status()).isEqualTo(401);
        }
    }

    @Test
    void aSessionThatExpiresTakesItsStreamsOnBothNodesAlong() throws IOException {
        Session here = signIn(HERE);
        try (RawSseClient first = here.stream("/stores/" + store + "/events?subscriber=1");
                RawSseClient second = here.at(nodes.port(THERE)).stream("/stores/" + store + "/events?subscriber=2")) {
            first.event("connect");
            second.event("connect");
            expireSoon(nodes.bean(HERE, RedisIndexedSessionRepository.class), here.storedId());
            assertThat(first.event("close").data()).isEqualTo(RIGHT_ENDED);
            assertThat(second.event("close").data()).isEqualTo(RIGHT_ENDED);
        }
    }

    private static <S extends org.springframework.session.Session> void expireSoon(
            SessionRepository<S> sessions, String id) {
        S session = sessions.findById(id);
        session.setMaxInactiveInterval(Duration.ofSeconds(1));
        sessions.save(session);
    }

    @Test
    void whatARequestWritesOfASessionThatHasGotAnotherIdMeanwhileIsNoSession() {
        Session session = signIn(HERE);
        RedisIndexedSessionRepository sessions = nodes.bean(HERE, RedisIndexedSessionRepository.class);
        sessions.getSessionRedisOperations().delete("spring:session:sessions:" + session.storedId());
        sessions.getSessionRedisOperations()
                .boundHashOps("spring:session:sessions:" + session.storedId())
                .put("lastAccessedTime", System.currentTimeMillis());
        assertThat(session.page("/").status()).isEqualTo(302);
        assertThat(session.at(nodes.port(THERE)).page("/login").status()).isEqualTo(200);
    }

    @Test
    void whoeverSignsInToAnothersSessionOnOneNodeDoesNotInheritTheStreamsOnTheOther() throws IOException {
        Session anns = signIn(HERE);
        try (RawSseClient stream = anns.stream("/stores/" + store + "/events?subscriber=1")) {
            stream.event("connect");
            Session bobs = anns.at(nodes.port(THERE)).signInOver("bob");
            try (RawSseClient of = bobs.stream("/stores/" + store + "/events?subscriber=1")) {
                of.event("connect");
                assertThat(stream.event("close").data()).isEqualTo(RIGHT_ENDED);
            }
        }
    }

    @Test
    void streamsThatAreAskedForAtOnceOnBothNodesAllEndWithTheirSession() throws Exception {
        Session here = signIn(HERE);
        ExecutorService tabs = Executors.newFixedThreadPool(6);
        List<RawSseClient> streams = new ArrayList<>();
        try {
            List<Callable<RawSseClient>> opening = IntStream.range(0, 6)
                    .<Callable<RawSseClient>>mapToObj(tab ->
                            () -> here.at(nodes.port(tab % 2)).stream("/stores/" + store + "/events?subscriber=" + tab))
                    .toList();
            for (Future<RawSseClient> stream : tabs.invokeAll(opening)) {
                streams.add(stream.get());
            }
            for (RawSseClient stream : streams) {
                stream.event("connect");
            }
            assertThat(here.signOut().status()).isEqualTo(204);
            for (RawSseClient stream : streams) {
                assertThat(stream.event("close").data()).isEqualTo(RIGHT_ENDED);
            }
        } finally {
            tabs.shutdown();
            for (RawSseClient stream : streams) {
                stream.close();
            }
        }
    }
}
