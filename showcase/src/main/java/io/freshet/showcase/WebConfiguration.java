package io.freshet.showcase;

import io.freshet.Refusal;
import io.freshet.RefusalReason;
import io.freshet.spring.StreamFailureHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What Spring MVC needs to know of the showcase's own types. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, StoreId.class, StoreId::parse);
        registry.addConverter(String.class, ShareLink.class, ShareLink::parse);
        registry.addConverter(String.class, Channel.class, Channel::parse);
        registry.addConverter(String.class, RoomId.class, RoomId::parse);
        registry.addConverter(String.class, PostId.class, PostId::parse);
    }

    /** Says on a stream, too, what exactly was wrong. */
    @Bean
    StreamFailureHandler badInput() {
        return failure -> {
            BadInput bad = BadInput.in(failure);
            return bad == null ? null : Refusal.of(RefusalReason.INVALID, String.valueOf(bad.getReason()));
        };
    }
}
