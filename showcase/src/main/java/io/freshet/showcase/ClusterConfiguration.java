package io.freshet.showcase;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.session.MapSession;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionMapper;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisIndexedHttpSession;

/**
 * One of several nodes: HTTP sessions are in Redis, where all nodes find them, and a session's end is told to each of them. One node
 * alone does without Redis.
 */
@Configuration(proxyBeanMethods = false)
@Profile("cluster")
@EnableRedisIndexedHttpSession
class ClusterConfiguration {
    @Bean
    SessionRepositoryCustomizer<RedisIndexedSessionRepository> sessions(
            @Value("${server.servlet.session.timeout}") Duration timeout) {
        return sessions -> {
            sessions.setDefaultMaxInactiveInterval(timeout);
            sessions.setRedisSessionMapper(new WholeSessions());
        };
    }

    /**
     * A session that has gone, or got another id by a sign-in, while another request of it was answered, is written once more by that
     * one: only when it was used last. Such a piece is a session that is over.
     */
    private static final class WholeSessions implements BiFunction<String, Map<String, Object>, MapSession> {
        private static final String BEGAN = "creationTime";

        private final RedisSessionMapper whole = new RedisSessionMapper();

        @Override
        public MapSession apply(String id, Map<String, Object> fields) {
            if (fields.containsKey(BEGAN)) {
                return whole.apply(id, fields);
            }
            MapSession over = new MapSession(id);
            over.setLastAccessedTime(Instant.EPOCH);
            return over;
        }
    }
}
