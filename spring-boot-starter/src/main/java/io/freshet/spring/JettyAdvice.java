package io.freshet.spring;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Sets what streams need from a Jetty, where it still has its default; Spring Boot has no properties for that. Customizers of
 * the application's own usually come later and have the last word. Jetty accepts any number of connections unless it is told.
 */
final class JettyAdvice implements WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory>, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(JettyAdvice.class);

    /** Spring Boot's own customizer has the order 0. */
    private static final int AFTER_SPRING_BOOT = 1;

    private static final int SYSTEMS_ACCEPT_QUEUE = 0;
    private static final int SYSTEMS_SEND_BUFFER = -1;

    /** A thousand browsers that come back at once find room; the JDK's fifty would make them ask again, seconds later. */
    private static final int ACCEPT_QUEUE = 1024;

    private final FreshetProperties.Connector advice;
    private final StreamLimit limit;

    JettyAdvice(FreshetProperties.Connector advice, StreamLimit limit) {
        this.advice = advice;
        this.limit = limit;
    }

    @Override
    public int getOrder() {
        return AFTER_SPRING_BOOT;
    }

    @Override
    public void customize(ConfigurableJettyWebServerFactory factory) {
        factory.addServerCustomizers(this::advise);
    }

    private void advise(Server server) {
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof ServerConnector network) {
                acceptQueue(network);
                sendBuffer(network);
            }
        }
        limit.server(() -> {
            NetworkConnectionLimit connections = server.getBean(NetworkConnectionLimit.class);
            return connections != null ? connections.getMaxNetworkConnectionCount() : StreamLimit.NONE;
        });
    }

    private static void acceptQueue(ServerConnector connector) {
        if (connector.getAcceptQueueSize() == SYSTEMS_ACCEPT_QUEUE) {
            connector.setAcceptQueueSize(ACCEPT_QUEUE);
            LOG.debug("acceptQueueSize={}: browsers that come back all at once do not wait for seconds", ACCEPT_QUEUE);
        }
    }

    private void sendBuffer(ServerConnector connector) {
        int size = advice.sendBufferBytes();
        if (size > 0 && connector.getAcceptedSendBufferSize() == SYSTEMS_SEND_BUFFER) {
            connector.setAcceptedSendBufferSize(size);
            LOG.debug("acceptedSendBufferSize={}: what the kernel keeps for a reader that has stopped reading", size);
        }
    }
}
