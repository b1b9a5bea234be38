package io.freshet.bench;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What both applications on Tomcat are set to. The rest stands in application.properties. */
@Configuration(proxyBeanMethods = false)
class TomcatSettings {
    /** The kernel's buffer for what a connection sends, in bytes; 0 leaves it to the kernel. */
    static final String SEND_BUFFER = "bench.send-buffer";

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> sendBuffer(@Value("${" + SEND_BUFFER + ":0}") int bytes) {
        return factory -> factory.addConnectorCustomizers(connector -> {
            if (bytes > 0) {
                connector.setProperty("socket.txBufSize", Integer.toString(bytes));
            }
        });
    }
}
