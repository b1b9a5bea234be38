package io.freshet.server;

import io.freshet.Hub;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** The metrics as Prometheus reads them, with those of the machine underneath. */
final class Prometheus implements Endpoint, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Gathered answers = new Gathered("freshet-metrics", this::gathered);
    private final HubMetrics metrics;

    Prometheus(Hub hub) {
        metrics = new HubMetrics(hub, registry);
        collections.bindTo(registry);
        List.of(
                        new JvmInfoMetrics(),
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    /** The endpoint with somebody who watches it. */
    Endpoint watching(Endpoint mercure) {
        return new Measured(mercure, metrics, System::nanoTime);
    }

    void watch(NettyServer server) {
        metrics.watch(server);
    }

    @Override
    public void handle(Exchange exchange) {
        answers.handle(exchange);
    }

    private Answer gathered() {
        return Answer.of(200, "text/plain; version=0.0.4", registry.scrape()).with("Cache-Control", "no-store");
    }

    @Override
    public void close() {
        answers.close();
        collections.close();
        registry.close();
    }
}
