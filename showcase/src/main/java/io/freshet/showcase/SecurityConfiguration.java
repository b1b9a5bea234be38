package io.freshet.showcase;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/** Who may do what: everything for whoever has signed in, by session or by HTTP Basic. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final String CONTENT_POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";

    @Bean
    SecurityFilterChain security(HttpSecurity http, Denials denials) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(
                                "/login", "/assets/**", "/freshet.js", "/favicon.ico", "/error")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(form -> form.loginPage("/login").permitAll())
                .logout(logout -> logout.logoutSuccessUrl("/login?out"))
                .httpBasic(basic -> basic.authenticationEntryPoint(denials))
                .exceptionHandling(failures -> failures.defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint("/login"), Callers.BROWSERS)
                        .defaultAuthenticationEntryPointFor(denials, AnyRequestMatcher.INSTANCE)
                        .defaultAccessDeniedHandlerFor(pageToGoBackTo(), Callers.BROWSERS)
                        .defaultAccessDeniedHandlerFor(denials, AnyRequestMatcher.INSTANCE))
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
                        .ignoringRequestMatchers(Callers.WITH_PASSWORD))
                .requestCache(cache -> cache.requestCache(pagesOnly()))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY)))
                .build();
    }

    /** After a login one returns to a page, not to something that a script of it had asked for. */
    private static RequestCache pagesOnly() {
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.setRequestMatcher(request -> request.getMethod().equals("GET") && Callers.BROWSERS.matches(request));
        return cache;
    }

    /** A form whose token is stale: the login page has a fresh one, or sends on who is signed in. */
    private static AccessDeniedHandler pageToGoBackTo() {
        return (request, response, reason) -> response.sendRedirect(request.getContextPath() + "/login");
    }
}
