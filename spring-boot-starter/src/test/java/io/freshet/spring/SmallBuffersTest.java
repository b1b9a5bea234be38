package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Requests and answers that are larger than the buffers of a connector for streams only. */
class SmallBuffersTest {
    private static final String LARGE_HEADER = "h".repeat(6_000);
    private static final String LARGE_BODY = "b".repeat(100_000);

    @ParameterizedTest
    @EnumSource
    void largeRequestsAndAnswersPass(HttpClient.Version version) {
        new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
                .withConfiguration(AutoConfigurations.of(
                        TomcatServletWebServerAutoConfiguration.class,
                        DispatcherServletAutoConfiguration.class,
                        WebMvcAutoConfiguration.class,
                        FreshetAutoConfiguration.class))
                .withBean(Echo.class)
                .withPropertyValues("server.port=0", "server.http2.enabled=true", "freshet.connector.streams-only=true")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    int port = ((ServletWebServerApplicationContext) context.getSourceApplicationContext())
                            .getWebServer()
                            .getPort();
                    URI echo = URI.create("http://localhost:" + port + "/echo");
                    HttpClient client = HttpClient.newBuilder().version(version).build();
                    assertThat(answer(client, HttpRequest.newBuilder(echo).header("X-Large", LARGE_HEADER), version))
                            .isEqualTo(LARGE_HEADER);
                    assertThat(answer(
                                    client,
                                    HttpRequest.newBuilder(echo).POST(HttpRequest.BodyPublishers.ofString(LARGE_BODY)),
                                    version))
                            .isEqualTo(LARGE_BODY);
                });
    }

    private static String answer(HttpClient client, HttpRequest.Builder request, HttpClient.Version version)
            throws Exception {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(version);
        return response.body();
    }

    @RestController
    static class Echo {
        @GetMapping("/echo")
        String header(@RequestHeader("X-Large") String header) {
            return header;
        }

        @PostMapping("/echo")
        String body(@RequestBody String body) {
            return body;
        }
    }
}
