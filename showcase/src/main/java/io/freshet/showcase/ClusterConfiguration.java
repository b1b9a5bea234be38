package io.freshet.showcase;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
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
    SessionRepositoryCustomizer<RedisIndexedSessionRepository> sessionTimeout(
            @Value("${server.servlet.session.timeout}") Duration timeout) {
        return sessions -> sessions.setDefaultMaxInactiveInterval(timeout);
    }
}
