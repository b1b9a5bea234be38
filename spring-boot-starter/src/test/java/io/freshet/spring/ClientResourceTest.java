package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The browser client, as a page without a bundler gets it. */
class ClientResourceTest {
    private final WebApplicationContextRunner web = new WebApplicationContextRunner(
                    AnnotationConfigServletWebServerApplicationContext::new)
            .withConfiguration(AutoConfigurations.of(
                    TomcatServletWebServerAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    FreshetAutoConfiguration.class))
            .withPropertyValues("server.port=0");

    private static RawSseClient.Request to(ServletWebServerApplicationContext application, String target) {
        return RawSseClient.to(application.getWebServer().getPort(), target).header("Accept", "*/*");
    }

    private static ServletWebServerApplicationContext server(Object context) {
        return (ServletWebServerApplicationContext) context;
    }

    private static int status(ServletWebServerApplicationContext application, String target) throws IOException {
        try (RawSseClient client = to(application, target).open()) {
            return client.head().status();
        }
    }

    @Test
    void itIsAModuleThatBrowsersKeepAndAskFor() {
        web.run(context -> {
            ServletWebServerApplicationContext application = server(context.getSourceApplicationContext());
            String tag;
            try (RawSseClient client = to(application, "/freshet.js").open()) {
                assertThat(client.head().status()).isEqualTo(200);
                assertThat(client.head().header("Content-Type")).isEqualTo("text/javascript;charset=UTF-8");
                assertThat(client.head().header("Cache-Control")).isEqualTo("no-cache");
                tag = String.valueOf(client.head().header("ETag"));
                assertThat(client.text()).contains("FreshetSource", "sourceMappingURL=freshet.js.map");
            }
            try (RawSseClient client = to(application, "/freshet.js.map").open()) {
                assertThat(client.head().header("Content-Type")).isEqualTo("application/json");
                assertThat(client.text()).contains("\"version\": 3");
            }
            try (RawSseClient client =
                    to(application, "/freshet.js").header("If-None-Match", tag).open()) {
                assertThat(client.head().status()).isEqualTo(304);
                assertThat(client.head().header("ETag")).isEqualTo(tag);
            }
            try (RawSseClient client =
                    to(application, "/freshet.js").method("HEAD").open()) {
                assertThat(client.head().status()).isEqualTo(200);
                assertThat(client.head().header("ETag")).isEqualTo(tag);
            }
        });
    }

    @Test
    void itStandsWhereTheApplicationSays() {
        web.withPropertyValues("freshet.client.path=/assets/live.js").run(context -> {
            ServletWebServerApplicationContext application = server(context.getSourceApplicationContext());
            assertThat(status(application, "/assets/live.js")).isEqualTo(200);
            assertThat(status(application, "/freshet.js")).isEqualTo(404);
        });
    }

    @Test
    void itCanBeTurnedOff() {
        web.withPropertyValues("freshet.client.path=").run(context -> {
            ServletWebServerApplicationContext application = server(context.getSourceApplicationContext());
            assertThat(status(application, "/freshet.js")).isEqualTo(404);
        });
    }

    @Test
    void nothingIsServedWhereThereIsNoClient() {
        web.withClassLoader(new FilteredClassLoader(new ClassPathResource("META-INF/freshet/freshet.js")))
                .run(context -> {
                    ServletWebServerApplicationContext application = server(context.getSourceApplicationContext());
                    assertThat(status(application, "/freshet.js")).isEqualTo(404);
                });
    }

    @Test
    void theApplicationsOwnMappingComesFirst() {
        web.withBean(Own.class).run(context -> {
            try (RawSseClient client = to(server(context.getSourceApplicationContext()), "/freshet.js")
                    .open()) {
                assertThat(client.text()).isEqualTo("own");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"freshet.js", "/**", "/{name}.js", "/a b"})
    void aPathThatIsNotAllowedStopsTheStartAndIsNamed(String path) {
        web.withPropertyValues("freshet.client.path=" + path).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("freshet.client.path '" + path + "' is not allowed"));
    }

    /** An application that serves a file of its own. */
    @RestController
    static class Own {
        @GetMapping("/freshet.js")
        String own() {
            return "own";
        }
    }
}
