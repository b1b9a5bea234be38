package io.freshet.spring;

import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.Limit;
import io.freshet.Refusal;
import io.freshet.RefusalReason;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/** An application as a user of the starter would write it, with Spring's defaults: open-in-view, form login, JPA. */
@SpringBootApplication
@EntityScan(basePackageClasses = TestApplication.class)
class TestApplication {
    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/public/**")
                        .permitAll()
                        .requestMatchers("/admin/**")
                        .hasRole("ADMIN")
                        .anyRequest()
                        .authenticated())
                .formLogin(Customizer.withDefaults())
                .httpBasic(Customizer.withDefaults())
                .cors(Customizer.withDefaults())
                .csrf(csrf -> csrf.disable())
                .addFilterBefore(new TokenFilter(), UsernamePasswordAuthenticationFilter.class)
                .build();
    }

    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> tags() {
        FilterRegistrationBean<ShallowEtagHeaderFilter> tags =
                new FilterRegistrationBean<>(new ShallowEtagHeaderFilter());
        tags.addUrlPatterns("/tagged/*");
        return tags;
    }

    /** Costs nothing, so that thousands of requests can sign in. */
    @Bean
    @SuppressWarnings("deprecation")
    PasswordEncoder passwords() {
        return NoOpPasswordEncoder.getInstance();
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ann").password("ann").roles("USER").build(),
                User.withUsername("bob").password("bob").roles("USER").build());
    }

    @Bean
    StreamFailureHandler outOfTea() {
        return failure -> failure instanceof OutOfTea
                ? Refusal.of(RefusalReason.INVALID, "no tea").withStatus(418, "OUT_OF_TEA")
                : null;
    }

    /** As teams write it by hand: who the caller is stands in the SecurityContextHolder only, for the request's own thread. */
    static class TokenFilter extends OncePerRequestFilter {
        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String name = request.getHeader("X-Token");
            String expired = request.getHeader("X-Expired");
            if (expired != null) {
                refuse(response, expired);
                return;
            }
            if (name != null) {
                SecurityContextHolder.getContext()
                        .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                                name, null, AuthorityUtils.createAuthorityList("ROLE_USER")));
            }
            chain.doFilter(request, response);
        }

        private static void refuse(HttpServletResponse response, String how) throws IOException {
            String body = "{\"error\":\"token expired\"}";
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            response.setContentType("application/json");
            switch (how) {
                case "written" -> response.getWriter().write(body);
                case "flushed" -> {
                    response.getWriter().write(body);
                    response.getWriter().flush();
                    response.flushBuffer();
                }
                default -> {
                    response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
                    response.getOutputStream().close();
                }
            }
        }
    }

    @RestController
    static class Streams {
        private final Hub hub;
        private final EntityManager entities;

        Streams(Hub hub, EntityManager entities) {
            this.hub = hub;
            this.entities = entities;
        }

        @GetMapping("/notes/{topic}/events")
        EventStream events(@PathVariable String topic, StreamRequest request) {
            return request.subscribe("notes/" + topic);
        }

        @GetMapping(path = "/producing/events", produces = "text/event-stream")
        EventStream producing(StreamRequest request) {
            return request.subscribe("notes/a");
        }

        @GetMapping("/public/{topic}/events")
        EventStream open(@PathVariable String topic, StreamRequest request) {
            return request.subscribe("notes/" + topic);
        }

        @GetMapping("/admin/events")
        EventStream admin(StreamRequest request) {
            return request.subscribe("admin");
        }

        @GetMapping({"/files/{*rest}", "/wild/**"})
        EventStream belowAPath(StreamRequest request) {
            return request.subscribe("files");
        }

        @GetMapping("/tagged/events")
        EventStream tagged(StreamRequest request) {
            return request.subscribe("tagged");
        }

        @GetMapping(path = "/twin", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        EventStream stream(StreamRequest request) {
            return request.subscribe("twin");
        }

        @GetMapping(path = "/twin", produces = MediaType.APPLICATION_JSON_VALUE)
        ResponseEntity<Map<String, String>> twin() {
            return ResponseEntity.status(HttpStatus.CONFLICT).body(Map.of("code", "twin"));
        }

        @GetMapping("/database/events")
        EventStream afterAQuery(StreamRequest request) {
            entities.createQuery("select count(n) from Note n").getSingleResult();
            return request.subscribe("notes/a");
        }

        @GetMapping("/limited/{link}/events")
        EventStream limited(@PathVariable String link, StreamRequest request) {
            Limit limit = Limit.of(2);
            return request.limit(new Limit(2, limit.refusal().withStatus(400, "TOO_MANY")))
                    .subscribe("notes/" + link);
        }

        @GetMapping("/failing/{how}/events")
        EventStream failing(@PathVariable String how, StreamRequest request) {
            switch (how) {
                case "state" -> throw new IllegalStateException("a secret of the server");
                case "annotated" -> throw new Gone();
                case "handled" -> throw new OutOfTea();
                case "heartbeat" -> {
                    return request.heartbeat(Duration.ZERO).subscribe("notes/a");
                }
                case "selector" -> {
                    return request.allow("").subscribe("notes/a");
                }
                default -> throw new IllegalArgumentException(how);
            }
        }

        @GetMapping("/numbers/{number}/events")
        EventStream number(@PathVariable long number, @RequestParam int page, StreamRequest request) {
            return request.subscribe("numbers/" + number + "/" + page);
        }

        @GetMapping("/plain")
        Map<String, String> plain(@RequestParam int page) {
            return Map.of("page", Integer.toString(page));
        }
    }

    @RestController
    static class Notes {
        private final Hub hub;
        private final EntityManager entities;
        private volatile @Nullable CompletionStage<EventId> last;

        Notes(Hub hub, EntityManager entities) {
            this.hub = hub;
            this.entities = entities;
        }

        @PostMapping("/notes/{topic}")
        @Transactional
        public void write(
                @PathVariable String topic,
                @RequestBody String text,
                @RequestParam(defaultValue = "false") boolean fail) {
            Note note = new Note();
            note.text = text;
            entities.persist(note);
            last = hub.publish("notes/" + topic, hub.event("note", Map.of("text", text)));
            hub.publish("notes/" + topic, () -> Event.of("count", String.valueOf(count())));
            if (fail) {
                throw new IllegalStateException("rolled back");
            }
        }

        @PostMapping("/joining")
        @Transactional
        public void join() {
            hub.publish("notes/a", Event.message("x")).toCompletableFuture().join();
        }

        private Object count() {
            return entities.createQuery("select count(n) from Note n").getSingleResult();
        }

        @Nullable
        CompletionStage<EventId> last() {
            return last;
        }
    }

    /** Something that is stored. */
    @Entity(name = "Note")
    static class Note {
        @Id
        @GeneratedValue
        @Nullable
        Long id;

        @Nullable
        String text;
    }

    @ResponseStatus(HttpStatus.GONE)
    static class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Gone() {
            super("it is gone");
        }
    }

    static class OutOfTea extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
