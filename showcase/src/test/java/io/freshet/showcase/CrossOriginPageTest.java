package io.freshet.showcase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.config.Customizer.withDefaults;

import io.freshet.CloseReason;
import io.freshet.Event;
import io.freshet.Owner;
import io.freshet.SubscriberKey;
import io.freshet.spring.EventStream;
import io.freshet.spring.StreamRequest;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** A page of another origin in a real browser, whose user has signed in here. */
@Import(CrossOriginPageTest.Streams.class)
class CrossOriginPageTest extends ShowcaseTest {
    @Autowired
    private Streams streams;

    private final String user = "visitor-" + store;
    private final String stream = "/cross/" + store + "/events";
    private final Ends ends = new Ends();
    private Elsewhere elsewhere;
    private Browser browser;

    @BeforeEach
    void signIn() throws IOException {
        hub.addListener(ends);
        elsewhere = new Elsewhere();
        browser = new Browser(port);
        browser.open("/login");
        browser.signIn(user);
    }

    @AfterEach
    void close() {
        browser.close();
        elsewhere.close();
    }

    /** Opens the stream in a page of the other origin. */
    private void open(boolean withCredentials) {
        browser.driver().get(elsewhere.page("http://localhost:" + port + stream, withCredentials));
        browser.await("the page has begun", () -> Boolean.TRUE.equals(browser.run("return !!window.source")));
    }

    private void openLive() {
        open(true);
        awaitState("live");
        browser.await("it is connected", () -> browser.run("return source.connection") != null);
    }

    private void awaitState(String state) {
        browser.await("the source is " + state, () -> state.equals(browser.run("return source.state")));
    }

    private void publish(String topic, String text) {
        hub.publish("cross/" + store + "/" + topic, Event.of("told", "\"" + text + "\""))
                .toCompletableFuture()
                .join();
    }

    private void awaitHeard(String... texts) {
        browser.await("the page hears " + List.of(texts), () -> List.of(texts).equals(browser.run("return heard")));
    }

    private SubscriberKey subscriber() {
        return new SubscriberKey(Owner.of(user), stream, (String) browser.run("return source.subscriber"));
    }

    private List<String> requests(String path) {
        return streams.requests.stream()
                .filter(request -> request.contains(" " + path + "?") || request.endsWith(" " + path))
                .toList();
    }

    @Test
    void itConnectsAndComesBackWithoutAskingFirst() {
        openLive();
        publish("a", "한국어 👩‍👩‍👧");
        awaitHeard("한국어 👩‍👩‍👧");
        SubscriberKey subscriber = subscriber();
        String id = (String) browser.run("return source.lastEventId");

        hub.close(Owner.of(user), CloseReason.SHUTDOWN);
        await().untilAsserted(() -> assertThat(ends.reasons).containsEntry(subscriber, CloseReason.SHUTDOWN));
        publish("a", "missed");
        awaitHeard("한국어 👩‍👩‍👧", "missed");
        assertThat(browser.run("return gaps")).isEqualTo(0L);

        assertThat(requests(stream))
                .as("no preflight, and the last id as a parameter")
                .hasSize(2)
                .allMatch(request -> request.startsWith("GET "))
                .last()
                .asString()
                .contains("&lastEventId=" + URLEncoder.encode(id, UTF_8) + "&fingerprint=");
    }

    @Test
    void itChangesWhatItSubscribes() {
        openLive();
        Object changed = browser.run(
                "return source.subscribe([arguments[0]]).then(() => source.selection.revision)",
                "cross/" + store + "/b");
        assertThat(changed).isEqualTo(1L);
        publish("a", "not selected");
        publish("b", "selected");
        awaitHeard("selected");
        assertThat(requests(stream + "/subscription"))
                .map(request -> request.substring(0, request.indexOf(' ')))
                .containsExactly("OPTIONS", "PUT");
        Object refused = browser.run("return source.subscribe(['cross/0/a']).catch((error) => error.status)");
        assertThat(refused).isEqualTo(403L);
    }

    @Test
    void aRefusalTellsItWhyAndWhenToComeBackAndAGoodbyeMakesRoom() {
        openLive();
        SubscriberKey first = subscriber();
        String tab = browser.driver().getWindowHandle();
        browser.newTab();
        open(true);
        browser.await("it is refused", () -> Long.valueOf(429).equals(browser.run("return refusals[0]?.status")));
        assertThat(browser.run("return refusals[0].code")).isEqualTo("limit");
        assertThat((Long) browser.run("return Math.round(waits[0] / 1000)"))
                .as("the seconds that Retry-After says")
                .isEqualTo(1);

        String second = browser.driver().getWindowHandle();
        browser.driver().switchTo().window(tab);
        browser.driver().get("about:blank");
        await().atMost(Duration.ofSeconds(10))
                // Whichever comes first.
                .untilAsserted(
                        () -> assertThat(ends.reasons.get(first)).isIn(CloseReason.GOODBYE, CloseReason.PEER_GONE));
        browser.driver().switchTo().window(second);
        awaitState("live");
        publish("a", "for the second");
        awaitHeard("for the second");
        assertThat(requests(stream + "/goodbye")).containsExactly("POST " + stream + "/goodbye");
    }

    @Test
    void withoutCredentialsItIsNobodyAndToldSo() {
        open(false);
        awaitState("ended");
        assertThat(browser.run("return refusals[0].status")).isEqualTo(401L);
        assertThat(requests(stream)).hasSize(1);
    }

    /** Streams that pages of any other port of this machine may open, for users of this one. */
    @TestConfiguration(proxyBeanMethods = false)
    @RestController
    static class Streams implements WebMvcConfigurer {
        /** Each as its method and its path with its query. */
        final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

        @GetMapping("/cross/{shop}/events")
        EventStream events(@PathVariable String shop, StreamRequest request) {
            String topics = "cross/" + shop;
            return request.limit(1).allow(topics + "/a", topics + "/b").subscribe(topics + "/a");
        }

        @Override
        public void addCorsMappings(CorsRegistry registry) {
            registry.addMapping("/cross/**")
                    .allowedOriginPatterns("http://localhost:[*]")
                    .allowedMethods("GET", "PUT", "POST")
                    .allowCredentials(true);
        }

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        SecurityFilterChain crossOrigin(HttpSecurity http) throws Exception {
            return http.securityMatcher("/cross/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .cors(withDefaults())
                    .httpBasic(withDefaults())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        FilterRegistrationBean<Filter> writtenDown() {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
                HttpServletRequest asked = (HttpServletRequest) request;
                String query = asked.getQueryString();
                requests.add(asked.getMethod() + " " + asked.getRequestURI() + (query == null ? "" : "?" + query));
                chain.doFilter(request, response);
            });
            filter.addUrlPatterns("/cross/*");
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }
    }
}
