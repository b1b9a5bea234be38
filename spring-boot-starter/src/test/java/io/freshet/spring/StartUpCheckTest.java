package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Hub;
import io.freshet.testkit.RawSseClient;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletComponentScan;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.pattern.PathPatternParser;

/** What an application is told at its start about its own configuration. */
@ExtendWith(OutputCaptureExtension.class)
class StartUpCheckTest {
    private enum Server {
        TOMCAT(TomcatServletWebServerAutoConfiguration.class, org.eclipse.jetty.server.Server.class),
        JETTY(JettyServletWebServerAutoConfiguration.class, org.apache.catalina.startup.Tomcat.class);

        private final Class<?> configuration;
        private final Class<?> other;

        Server(Class<?> configuration, Class<?> other) {
            this.configuration = configuration;
            this.other = other;
        }

        WebApplicationContextRunner runner() {
            return new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
                    .withClassLoader(new FilteredClassLoader(other))
                    .withConfiguration(AutoConfigurations.of(
                            configuration,
                            DispatcherServletAutoConfiguration.class,
                            WebMvcAutoConfiguration.class,
                            FreshetAutoConfiguration.class))
                    .withBean(Streams.class)
                    .withPropertyValues("server.port=0");
        }
    }

    private static List<String> warnings(WebApplicationContextRunner application, CapturedOutput output) {
        int before = output.length();
        application.run(context -> assertThat(context).hasNotFailed());
        return output.toString()
                .substring(before)
                .lines()
                .filter(line -> line.contains("WARN") && line.contains("StartUpCheck"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void anApplicationWithDefaultsIsToldNothing(Server server, CapturedOutput output) {
        assertThat(warnings(server.runner(), output)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.compression.mime-types=text/html,text/event-stream",
                "server.compression.mime-types=text/",
                "server.compression.additional-mime-types=text/event-stream"
            })
    void streamsThatAreCompressed(String types, CapturedOutput output) {
        WebApplicationContextRunner application = Server.TOMCAT.runner().withPropertyValues(types);
        assertThat(warnings(application.withPropertyValues("server.compression.enabled=true"), output))
                .singleElement()
                .asString()
                .contains(types.substring(0, types.indexOf('=')), "text/event-stream", "compressor", "Take it out");
        assertThat(warnings(application, output)).as("not enabled").isEmpty();
    }

    @Test
    void compressionOfOtherAnswersIsFine(CapturedOutput output) {
        assertThat(warnings(Server.TOMCAT.runner().withPropertyValues("server.compression.enabled=true"), output))
                .isEmpty();
    }

    @Test
    void anAsyncTimeoutThatIsShorterThanTheLifeOfAConnection(CapturedOutput output) {
        WebApplicationContextRunner application =
                Server.TOMCAT.runner().withPropertyValues("spring.mvc.async.request-timeout=30s");
        assertThat(warnings(application, output))
                .singleElement()
                .asString()
                .contains(
                        "spring.mvc.async.request-timeout is 30s", "An EventStream is not ended by it", "Set it to -1");
        assertThat(warnings(application.withPropertyValues("freshet.max-life=10m"), output))
                .singleElement()
                .asString()
                .contains("(600s)");
        assertThat(warnings(application.withPropertyValues("freshet.max-life=30s"), output))
                .isEmpty();
        assertThat(warnings(application.withPropertyValues("spring.mvc.async.request-timeout=-1"), output))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TOMCAT, server.tomcat.max-connections=500", "JETTY, server.jetty.max-connections=500"})
    void aLimitThatTheServerLeavesNoRoomFor(Server server, String setting, CapturedOutput output) {
        WebApplicationContextRunner application = server.runner().withPropertyValues(setting);
        assertThat(warnings(application.withPropertyValues("freshet.max-connections=480"), output))
                .singleElement()
                .asString()
                .contains("freshet.max-connections is 480", "accepts 500 connections", "more than 469 streams");
        assertThat(warnings(application, output)).as("the hub's limit follows").isEmpty();
        assertThat(warnings(application.withPropertyValues("freshet.max-connections=469"), output))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TOMCAT, server.tomcat.max-connections=200000",
        "TOMCAT, freshet.max-connections=8000",
        "TOMCAT, freshet.max-connections=9000",
        "JETTY, freshet.max-connections=9000"
    })
    void aServerThatHasRoomIsFine(Server server, String setting, CapturedOutput output) {
        assertThat(warnings(server.runner().withPropertyValues(setting), output))
                .isEmpty();
    }

    @Test
    void aHubThatIsMadeBeforeItsServer(CapturedOutput output) {
        WebApplicationContextRunner application = Server.TOMCAT
                .runner()
                .withBean(HubBeforeServer.class)
                .withPropertyValues("server.tomcat.max-connections=500");
        assertThat(warnings(application, output))
                .singleElement()
                .asString()
                .contains("made before the web server", "accepts 500 connections", "at most 469");
        assertThat(warnings(application.withPropertyValues("freshet.max-connections=469"), output))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatIsRegisteredWithoutAsyncSupport(Server server, CapturedOutput output) {
        assertThat(warnings(server.runner().withBean(FilterBeans.class), output))
                .singleElement()
                .asString()
                .contains("filter 'asBean'", "filter 'inTheContext'", "asyncSupported")
                .doesNotContain("elsewhere", "supporting");
        assertThat(warnings(server.runner().withUserConfiguration(Scanned.class), output))
                .singleElement()
                .asString()
                .contains("filter 'annotated'");
        assertThat(warnings(server.runner().withBean(DispatcherWithout.class), output))
                .singleElement()
                .asString()
                .contains("servlet 'dispatcherServlet'");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aStreamBehindAFilterWithoutAsyncSupportSaysWhatIsWrong(Server server, CapturedOutput output) {
        server.runner().withBean(FilterBeans.class).run(context -> {
            ServletWebServerApplicationContext application =
                    (ServletWebServerApplicationContext) context.getSourceApplicationContext();
            int before = output.length();
            try (RawSseClient client = RawSseClient.to(
                            application.getWebServer().getPort(), "/notes/a/events")
                    .open()) {
                assertThat(client.head().status()).isEqualTo(500);
                assertThat(client.head().header("Content-Type")).startsWith("text/event-stream");
                assertThat(client.event("error").data()).contains("async-support", "without async support");
            }
            assertThat(output.toString().substring(before))
                    .contains("ERROR", "/notes/a/events could not begin", "Set asyncSupported to true");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/*, true",
        "/notes/*, true",
        "/notes/a/*, true",
        "/notes/a/events, true",
        "/notes/a/events/*, true",
        "/notes/a/others/*, false",
        "/notes/a/events/more/*, false",
        "/others/*, false",
        "/, false",
        "*.html, false"
    })
    void aFilterCoversAStreamIfAPathOfItMatches(String pattern, boolean covers) {
        AsyncSupport support = new AsyncSupport(List.of(new PathPatternParser().parse("/notes/{topic}/events")), "");
        Container.Component filter = new Container.Component("filter", "f", Set.of(pattern), Set.of(), false);
        assertThat(!support.missingIn(List.of(filter)).isEmpty()).isEqualTo(covers);
    }

    @RestController
    static class Streams {
        @GetMapping("/notes/{topic}/events")
        EventStream events(@PathVariable String topic, StreamRequest request) {
            return request.subscribe("notes/" + topic);
        }
    }

    static class Passing implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
        }
    }

    @WebFilter(filterName = "annotated", urlPatterns = "/notes/*")
    static class Annotated extends Passing {}

    @ServletComponentScan
    static class Scanned {}

    static class FilterBeans {
        @Bean
        FilterRegistrationBean<Passing> asBean() {
            return filter("/notes/*", false);
        }

        @Bean
        FilterRegistrationBean<Passing> elsewhere() {
            return filter("/others/*", false);
        }

        @Bean
        FilterRegistrationBean<Passing> supporting() {
            return filter("/notes/*", true);
        }

        private static FilterRegistrationBean<Passing> filter(String pattern, boolean asyncSupported) {
            FilterRegistrationBean<Passing> filter = new FilterRegistrationBean<>(new Passing());
            filter.addUrlPatterns(pattern);
            filter.setAsyncSupported(asyncSupported);
            return filter;
        }

        @Bean
        ServletContextInitializer inTheContext() {
            return context -> {
                FilterRegistration.Dynamic filter = context.addFilter("inTheContext", new Passing());
                filter.setAsyncSupported(false);
                filter.addMappingForServletNames(EnumSet.of(DispatcherType.REQUEST), true, "dispatcherServlet");
            };
        }
    }

    static class HubBeforeServer {
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> thatNeedsTheHub(Hub hub) {
            return factory -> assertThat(hub.connectionCount()).isZero();
        }
    }

    static class DispatcherWithout {
        @Bean
        static BeanPostProcessor withoutAsync() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessBeforeInitialization(Object bean, String name) {
                    if (bean instanceof DispatcherServletRegistrationBean registration) {
                        registration.setAsyncSupported(false);
                    }
                    return bean;
                }
            };
        }
    }
}
