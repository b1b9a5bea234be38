package io.freshet.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * What other origins may do with goodbyes: what {@code @CrossOrigin} of the stream's controller method says, on top of what holds
 * for the whole mapping. A goodbye is handled by a method of ours, where Spring would not find it.
 */
final class GoodbyeCors implements CorsConfigurationSource {
    private final @Nullable CorsConfigurationSource wholeMapping;
    private final Map<PathPattern, CorsConfiguration> byGoodbye = new LinkedHashMap<>();

    GoodbyeCors(@Nullable CorsConfigurationSource wholeMapping) {
        this.wholeMapping = wholeMapping;
    }

    /** Before the first request. */
    void add(RequestMappingHandlerMapping mapping, HandlerMethod stream, RequestMappingInfo goodbye) {
        CorsConfiguration configuration = new Annotations(mapping).of(stream, goodbye);
        if (configuration != null && goodbye.getPathPatternsCondition() != null) {
            configuration.addAllowedMethod(RequestMethod.POST.name());
            goodbye.getPathPatternsCondition().getPatterns().forEach(path -> byGoodbye.put(path, configuration));
        }
    }

    boolean isEmpty() {
        return byGoodbye.isEmpty();
    }

    @Override
    public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
        CorsConfiguration global = wholeMapping == null ? null : wholeMapping.getCorsConfiguration(request);
        PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
        for (Map.Entry<PathPattern, CorsConfiguration> goodbye : byGoodbye.entrySet()) {
            if (goodbye.getKey().matches(path)) {
                return global == null ? goodbye.getValue() : global.combine(goodbye.getValue());
            }
        }
        return global;
    }

    /** Reads the annotations as Spring does. Maps nothing. */
    private static final class Annotations extends RequestMappingHandlerMapping {
        private Annotations(RequestMappingHandlerMapping mapping) {
            ApplicationContext application = mapping.getApplicationContext();
            if (application != null) {
                setApplicationContext(application);
                setEmbeddedValueResolver(application.getEnvironment()::resolvePlaceholders);
            }
        }

        private @Nullable CorsConfiguration of(HandlerMethod stream, RequestMappingInfo goodbye) {
            return initCorsConfiguration(stream.getBean(), stream.getMethod(), goodbye);
        }
    }
}
