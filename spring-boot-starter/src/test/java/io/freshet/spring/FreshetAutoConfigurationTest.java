package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventLog;
import io.freshet.Hub;
import io.freshet.MemoryEventLog;
import io.freshet.Owner;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class FreshetAutoConfigurationTest {
    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(WebMvcAutoConfiguration.class, FreshetAutoConfiguration.class));

    @Test
    void aWebApplicationHasAHub() {
        web.run(context -> assertThat(context).hasSingleBean(Hub.class));
    }

    @Test
    void anotherApplicationHasNone() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(FreshetAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(Hub.class));
    }

    @Test
    void theApplicationsOwnBeansComeFirst() {
        Hub own = Hub.builder().build();
        web.withBean(Hub.class, () -> own)
                .run(context -> assertThat(context.getBean(Hub.class)).isSameAs(own));
        web.withBean(OwnerResolver.class, () -> request -> Owner.of("everybody"))
                .run(context -> assertThat(context).hasSingleBean(OwnerResolver.class));
    }

    @Test
    void aLogOfTheApplicationsOwnIsTheHubs() {
        MemoryEventLog log = new MemoryEventLog();
        web.withBean(EventLog.class, () -> log).run(context -> {
            assertThat(context.getBean(Hub.class).publish("a", io.freshet.Event.message("x")))
                    .succeedsWithin(java.time.Duration.ofSeconds(5))
                    .satisfies(id ->
                            assertThat(context.getBean(Hub.class).position()).isEqualTo(id));
        });
    }

    @Test
    void itWorksWithoutTransactions() {
        web.withClassLoader(new FilteredClassLoader(TransactionSynchronizationManager.class))
                .run(context ->
                        assertThat(context).hasSingleBean(Hub.class).doesNotHaveBean(io.freshet.Transactions.class));
    }

    @Test
    void aSettingThatIsNotAllowedStopsTheStartAndIsNamed() {
        web.withPropertyValues("freshet.grace=0s")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("grace PT0S is not allowed"));
        web.withPropertyValues("freshet.max-life=-1s").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("maxLife PT-1S is not allowed"));
        web.withPropertyValues("freshet.max-event-size=3GB").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("freshet.max-event-size 3221225472B is not allowed"));
        web.withPropertyValues("freshet.overflow=wait")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("OverflowPolicy.wait"));
    }
}
