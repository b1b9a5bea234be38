package io.freshet.spring;

import io.freshet.servlet.Acceleration;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Sets what streams need from a Tomcat, where it still has its default and no property says otherwise. Customizers of the
 * application's own usually come later and have the last word.
 */
final class TomcatAdvice implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(TomcatAdvice.class);

    /** Spring Boot's own customizer has the order 0, and sets even what nobody has asked it to. */
    private static final int AFTER_SPRING_BOOT = 1;

    private static final int DEFAULT_CONNECTIONS = 8192;
    private static final int DEFAULT_ACCEPT_COUNT = 100;
    private static final String NO_SEND_BUFFER = "0";
    private static final String DEFAULT_APPLICATION_BUFFER = "8192";

    /** A thousand browsers that come back at once find room; a hundred would have to ask the kernel again, seconds later. */
    private static final int ACCEPT_COUNT = 1024;

    private static final int APPLICATION_BUFFER = 1024;

    private final Binder settings;
    private final FreshetProperties.Connector advice;
    private final Acceleration acceleration;
    private final StreamLimit limit;

    TomcatAdvice(Environment environment, FreshetProperties properties, StreamLimit limit) {
        this.settings = Binder.get(environment);
        this.advice = properties.connector();
        this.acceleration = properties.acceleration();
        this.limit = limit;
    }

    @Override
    public int getOrder() {
        return AFTER_SPRING_BOOT;
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addConnectorCustomizers(this::advise);
    }

    private void advise(Connector connector) {
        if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            connections(protocol);
            acceptCount(protocol);
            sendBuffer(protocol);
            if (advice.streamsOnly()) {
                applicationBuffer(protocol, "socket.appReadBufSize");
                applicationBuffer(protocol, "socket.appWriteBufSize");
            }
            reuse(protocol, connector);
            limit.server(() -> protocol.getMaxConnections() > 0 ? protocol.getMaxConnections() : StreamLimit.NONE);
        }
    }

    private void connections(AbstractProtocol<?> protocol) {
        if (isSet("max-connections") || protocol.getMaxConnections() != DEFAULT_CONNECTIONS) {
            return;
        }
        int possible = Reserve.connectionsIn(limit.descriptors());
        int connections = Math.min(Math.max(DEFAULT_CONNECTIONS, limit.connections()), possible);
        if (connections == DEFAULT_CONNECTIONS) {
            return;
        }
        protocol.setMaxConnections(connections);
        if (connections == possible) {
            LOG.debug("maxConnections={}: this process may have {} descriptors", connections, limit.descriptors());
        } else {
            LOG.debug(
                    "maxConnections={}: freshet.max-connections={} and others beside them",
                    connections,
                    limit.configured());
        }
    }

    private void acceptCount(AbstractProtocol<?> protocol) {
        if (!isSet("accept-count") && protocol.getAcceptCount() == DEFAULT_ACCEPT_COUNT) {
            protocol.setAcceptCount(ACCEPT_COUNT);
            LOG.debug("acceptCount={}: browsers that come back all at once do not wait for seconds", ACCEPT_COUNT);
        }
    }

    private void sendBuffer(AbstractProtocol<?> protocol) {
        int size = advice.sendBufferBytes();
        if (size > 0 && NO_SEND_BUFFER.equals(protocol.getProperty("socket.txBufSize"))) {
            protocol.setProperty("socket.txBufSize", Integer.toString(size));
            LOG.debug("socket.txBufSize={}: what the kernel keeps for a reader that has stopped reading", size);
        }
    }

    private void applicationBuffer(AbstractProtocol<?> protocol, String name) {
        if (DEFAULT_APPLICATION_BUFFER.equals(protocol.getProperty(name))) {
            protocol.setProperty(name, Integer.toString(APPLICATION_BUFFER));
            LOG.debug(
                    "{}={}: freshet.connector.streams-only says that the connector has streams only",
                    name,
                    APPLICATION_BUFFER);
        }
    }

    /**
     * A stream that fails leaves nothing to the next request. Where streams are accelerated nothing has to be done for that, and
     * ordinary requests do not pay for it.
     */
    private void reuse(AbstractProtocol<?> protocol, Connector connector) {
        if (acceleration.holdsOnTomcat()) {
            return;
        }
        protocol.setProcessorCache(0);
        LOG.debug("processorCache=0: a stream that fails leaves nothing to the next connection");
        for (UpgradeProtocol upgrade : connector.findUpgradeProtocols()) {
            if (upgrade instanceof Http2Protocol http2) {
                http2.setDiscardRequestsAndResponses(true);
                LOG.debug("discardRequestsAndResponses=true: a stream that fails leaves nothing to the next one");
            }
        }
    }

    private boolean isSet(String name) {
        return settings.bind("server.tomcat." + name, Integer.class).isBound();
    }
}
