package io.freshet.spring;

import io.freshet.Hub;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** An endpoint of Actuator that tells who is subscribed, where the application exposes it. */
@AutoConfiguration(after = FreshetAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(PresenceEndpoint.class)
@ConditionalOnBean(Hub.class)
public final class PresenceAutoConfiguration {
    PresenceAutoConfiguration() {}

    @Bean
    PresenceEndpoint freshetPresenceEndpoint(Hub hub) {
        return new PresenceEndpoint(hub);
    }
}
