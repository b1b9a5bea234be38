package io.freshet.spring;

import io.freshet.Hub;
import io.freshet.server.Endpoint;
import io.freshet.server.MercureEndpoint;
import io.freshet.server.MercureSettings;
import io.freshet.server.NettyServer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** A port on Netty beside the web server, which serves the same hub, if {@code freshet.netty.port} is set. */
@AutoConfiguration(after = FreshetAutoConfiguration.class)
@ConditionalOnClass(NettyServer.class)
@ConditionalOnProperty("freshet.netty.port")
@ConditionalOnBean(Hub.class)
@EnableConfigurationProperties(NettyProperties.class)
public final class NettyAutoConfiguration {
    NettyAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(Endpoint.class)
    MercureEndpoint freshetMercureEndpoint(
            Hub hub, NettyProperties properties, ObjectProvider<MercureSettings> settings) {
        return new MercureEndpoint(hub, settings.getIfAvailable(properties::mercure));
    }

    @Bean
    EmbeddedNetty freshetNetty(
            NettyProperties properties, Endpoint endpoint, ObjectProvider<NettyCustomizer> customizers) {
        return new EmbeddedNetty(
                properties, endpoint, customizers.orderedStream().toList());
    }
}
