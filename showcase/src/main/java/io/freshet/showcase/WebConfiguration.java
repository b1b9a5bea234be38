package io.freshet.showcase;

import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.spring.StreamFailureHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What Spring MVC needs to know of the showcase's own types. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(new ToStoreId());
    }

    /** Says on a stream, too, what exactly was wrong. */
    @Bean
    StreamFailureHandler badInput() {
        return failure -> {
            BadInput bad = BadInput.in(failure);
            return bad == null ? null : Refusal.of(RefusalReason.INVALID, String.valueOf(bad.getReason()));
        };
    }

    private static final class ToStoreId implements Converter<String, StoreId> {
        @Override
        public StoreId convert(String text) {
            return StoreId.parse(text);
        }
    }
}
