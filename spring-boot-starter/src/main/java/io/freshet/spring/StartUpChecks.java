package io.freshet.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.util.ClassUtils;

/** Runs the {@link StartUpCheck} once the context stands and its web server has started. */
final class StartUpChecks implements ApplicationListener<ContextRefreshedEvent> {
    private final ApplicationContext application;
    private final FreshetProperties properties;
    private final StreamLimit limit;
    private final StreamEndpoints endpoints;
    private final ObjectProvider<DispatcherServletPath> dispatcher;

    StartUpChecks(
            ApplicationContext application,
            FreshetProperties properties,
            StreamLimit limit,
            StreamEndpoints endpoints,
            ObjectProvider<DispatcherServletPath> dispatcher) {
        this.application = application;
        this.properties = properties;
        this.limit = limit;
        this.endpoints = endpoints;
        this.dispatcher = dispatcher;
    }

    /** Contexts below this one, such as that of a management port, tell their events here, too. */
    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        if (event.getApplicationContext() == application) {
            DispatcherServletPath path = dispatcher.getIfUnique();
            new StartUpCheck(
                            application.getEnvironment(),
                            container(),
                            new AsyncSupport(endpoints.patterns(), path == null ? "" : path.getPrefix()),
                            limit,
                            properties.maxLife())
                    .warn();
        }
    }

    private Container container() {
        ClassLoader classes = application.getClassLoader();
        if (ClassUtils.isPresent("org.springframework.boot.web.server.context.WebServerApplicationContext", classes)
                && application instanceof WebServerApplicationContext servers) {
            WebServer server = servers.getWebServer();
            if (ClassUtils.isPresent("org.springframework.boot.tomcat.TomcatWebServer", classes)
                    && server instanceof TomcatWebServer tomcat) {
                return new TomcatContainer(tomcat);
            }
            if (ClassUtils.isPresent("org.springframework.boot.jetty.JettyWebServer", classes)
                    && server instanceof JettyWebServer jetty) {
                return new JettyContainer(jetty);
            }
        }
        return new RegisteredBeans(application);
    }
}
