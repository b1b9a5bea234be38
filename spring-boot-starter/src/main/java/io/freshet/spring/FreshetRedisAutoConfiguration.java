package io.freshet.spring;

import io.freshet.Cluster;
import io.freshet.EventLog;
import io.freshet.LogEntryCodec;
import io.freshet.redis.RedisEventLog;
import io.freshet.redis.RedisEventLogBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The log in Redis and the places of many nodes, as {@code spring.data.redis} says how to reach it. */
@AutoConfiguration(after = DataRedisAutoConfiguration.class, before = FreshetAutoConfiguration.class)
@ConditionalOnClass({RedisEventLog.class, DataRedisConnectionDetails.class})
@ConditionalOnBooleanProperty("freshet.redis.enabled")
@EnableConfigurationProperties({FreshetProperties.class, DataRedisProperties.class})
public final class FreshetRedisAutoConfiguration {
    FreshetRedisAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(EventLog.class)
    RedisEventLog freshetRedisEventLog(
            DataRedisConnectionDetails details,
            DataRedisProperties connection,
            FreshetProperties properties,
            ObjectProvider<LogEntryCodec> codec,
            Environment environment) {
        FreshetProperties.Redis redis = properties.redis();
        return named(new RedisAddress(details, connection).log(), redis.name(), environment)
                .bounds(properties.log().bounds())
                .timeout(redis.timeout())
                .replicas(redis.replicas())
                .codec(codec.getIfAvailable(LogEntryCodec::new))
                .open();
    }

    private static RedisEventLogBuilder named(
            RedisEventLogBuilder log, @Nullable String name, Environment environment) {
        String property = name != null ? "freshet.redis.name" : "spring.application.name";
        try {
            return log.name(name != null ? name : environment.getProperty(property, "hub"));
        } catch (IllegalArgumentException notAllowed) {
            throw new IllegalArgumentException(
                    "as " + property + " has it, " + notAllowed.getMessage() + " (set freshet.redis.name)", notAllowed);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(RedisEventLog.class)
    Cluster freshetRedisCluster(RedisEventLog log) {
        return log.cluster();
    }
}
