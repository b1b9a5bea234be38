package io.freshet.spring;

import io.freshet.Cluster;
import io.freshet.EventLog;
import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.HubListener;
import io.freshet.JsonWriter;
import io.freshet.LogEntryCodec;
import io.freshet.Owner;
import io.freshet.Transactions;
import io.freshet.servlet.ServletTransports;
import java.security.Principal;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** A {@link Hub}, and controllers that return an {@link EventStream}. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(FreshetProperties.class)
public final class FreshetAutoConfiguration {
    /** Just outside Spring Security, whose filters have the order -100. */
    private static final int BEFORE_SECURITY = -110;

    FreshetAutoConfiguration() {}

    @Bean
    StreamLimit freshetStreamLimit(FreshetProperties properties, Environment environment) {
        return new StreamLimit(environment, properties.maxConnections(), FileDescriptors.limit());
    }

    @Bean
    @ConditionalOnMissingBean
    Hub freshetHub(
            FreshetProperties properties,
            StreamLimit limit,
            ObjectProvider<EventLog> log,
            ObjectProvider<Cluster> cluster,
            ObjectProvider<Transactions> transactions,
            ObjectProvider<JsonWriter> json,
            ObjectProvider<RequestMappingHandlerAdapter> adapters,
            ObjectProvider<HubListener> listeners) {
        HubBuilder builder = Hub.builder()
                .lease(properties.redis().lease())
                .grace(properties.grace())
                .hold(properties.hold())
                .probing(properties.probing())
                .heartbeat(properties.heartbeat())
                .stall(properties.stall())
                .retry(properties.retry())
                .maxLife(properties.maxLife())
                .overflow(properties.overflow())
                .outbox(properties.outbox().events(), properties.outbox().size().toBytes())
                .window(properties.window().events(), properties.window().size().toBytes())
                .maxConnections(limit.streams())
                .maxDisconnected(
                        properties.disconnected().perOwner(),
                        properties.disconnected().inAll())
                .maxSelectors(properties.maxSelectors())
                .maxEventBytes(Math.toIntExact(properties.maxEventSize().toBytes()))
                .maxAppendsInFlight(properties.maxAppendsInFlight())
                .json(json.getIfAvailable(() -> new ConvertersJsonWriter(adapters)))
                .memoryLog(properties.log().bounds());
        log.ifAvailable(builder::log);
        cluster.ifAvailable(builder::cluster);
        transactions.ifAvailable(builder::transactions);
        Hub hub = builder.build();
        listeners.orderedStream().forEach(hub::addListener);
        return hub;
    }

    @Bean
    HubLifecycle freshetHubLifecycle(Hub hub) {
        return new HubLifecycle(hub);
    }

    @Bean
    @ConditionalOnMissingBean
    ServletTransports freshetServletTransports(Hub hub, FreshetProperties properties) {
        return new ServletTransports(hub, properties.acceleration());
    }

    @Bean
    @ConditionalOnMissingBean
    OwnerResolver freshetOwnerResolver() {
        return request -> {
            Principal principal = request.getUserPrincipal();
            return principal != null ? Owner.of(principal.getName()) : Owner.anonymous(request.getRemoteAddr());
        };
    }

    @Bean
    StreamSessions freshetStreamSessions(Hub hub) {
        return new StreamSessions(hub);
    }

    @Bean
    StreamEndpoints freshetStreamEndpoints(
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<RequestMappingHandlerAdapter> adapters,
            ServletTransports transports,
            StreamSessions sessions,
            Hub hub,
            OwnerResolver owners,
            FreshetProperties properties) {
        return new StreamEndpoints(
                mappings,
                adapters,
                new StreamReturnValueHandler(
                        transports,
                        sessions,
                        new SubscriptionChanges(hub, new ConvertersJsonReader(adapters), properties.retry())),
                new GoodbyeController(hub, owners));
    }

    @Bean
    ClientResource freshetClientResource(
            FreshetProperties properties, ObjectProvider<RequestMappingHandlerMapping> mappings) {
        return new ClientResource(properties.client().path(), mappings);
    }

    @Bean
    FilterRegistrationBean<StreamRefusalFilter> freshetStreamRefusalFilter(StreamEndpoints endpoints) {
        FilterRegistrationBean<StreamRefusalFilter> registration =
                new FilterRegistrationBean<>(new StreamRefusalFilter(endpoints));
        registration.setOrder(BEFORE_SECURITY);
        return registration;
    }

    @Bean
    StartUpChecks freshetStartUpChecks(
            ApplicationContext application,
            FreshetProperties properties,
            StreamLimit limit,
            StreamEndpoints endpoints,
            ObjectProvider<DispatcherServletPath> dispatcher) {
        return new StartUpChecks(application, properties, limit, endpoints, dispatcher);
    }

    @Bean
    WebMvcConfigurer freshetWebMvcConfigurer(
            OwnerResolver owners, StreamSessions sessions, ObjectProvider<StreamFailureHandler> failures) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new StreamArgumentResolver(owners, sessions));
            }

            @Override
            public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
                resolvers.add(
                        0, new StreamExceptionResolver(failures.orderedStream().toList()));
            }
        };
    }

    /** Where the log is kept in a file. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("freshet.log.path")
    @ConditionalOnMissingBean(EventLog.class)
    static class FileLogConfiguration {
        private static final String FILE_LOG = "io.freshet.file.FileEventLog";

        @Bean
        @ConditionalOnClass(name = FILE_LOG)
        EventLog freshetFileEventLog(FreshetProperties properties, ObjectProvider<LogEntryCodec> codec) {
            return FileLogs.open(properties.log(), codec.getIfAvailable(LogEntryCodec::new));
        }

        @Bean
        @ConditionalOnMissingClass(FILE_LOG)
        EventLog freshetMissingEventLog(FreshetProperties properties) {
            throw new IllegalStateException(
                    "freshet.log.path is '" + properties.log().path()
                            + "', but io.freshet:freshet-file is missing: add it to the application's dependencies");
        }
    }

    /** Where the log is to be kept in Redis, and {@link FreshetRedisAutoConfiguration} has not been able to. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty("freshet.redis.enabled")
    @ConditionalOnMissingBean(EventLog.class)
    static class MissingRedisConfiguration {
        @Bean
        EventLog freshetMissingRedisEventLog() {
            throw new IllegalStateException("freshet.redis.enabled is true, but something for it is missing: add"
                    + " io.freshet:freshet-redis and org.springframework.boot:spring-boot-starter-data-redis"
                    + " to the application's dependencies");
        }
    }

    /** Where the application has transactions. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.transaction.support.TransactionSynchronizationManager")
    static class TransactionConfiguration {
        @Bean
        @ConditionalOnMissingBean
        Transactions freshetTransactions() {
            return new SpringTransactions();
        }
    }

    /** Where the web server is a Tomcat. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.apache.catalina.startup.Tomcat",
                "org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory"
            })
    static class TomcatConfiguration {
        @Bean
        TomcatAdvice freshetTomcatAdvice(Environment environment, FreshetProperties properties, StreamLimit limit) {
            return new TomcatAdvice(environment, properties, limit);
        }
    }

    /** Where the web server is a Jetty. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.eclipse.jetty.server.Server",
                "org.springframework.boot.jetty.ConfigurableJettyWebServerFactory"
            })
    static class JettyConfiguration {
        @Bean
        JettyAdvice freshetJettyAdvice(FreshetProperties properties, StreamLimit limit) {
            return new JettyAdvice(properties.connector(), limit);
        }
    }
}
