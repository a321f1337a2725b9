package io.hawser.app;

import io.hawser.history.Outbox;
import io.hawser.session.LiveConnections;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.Set;

/** What the hub counts. The registry is this hub's own; the parts add theirs to it. */
final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();

    Metrics() {
        // The clients of the stores count several times under one name; their pools tell the same, once.
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("vertx.sql"));
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("vertx.redis"));
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collector.bindTo(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Vert.x's own: its pools. What it counts for each message would cost more than it tells. */
    MicrometerMetricsFactory factory() {
        return new MicrometerMetricsFactory(registry);
    }

    MetricsOptions options() {
        Set<MetricsDomain> off = EnumSet.allOf(MetricsDomain.class);
        off.remove(MetricsDomain.NAMED_POOLS);
        MicrometerMetricsOptions options =
                new MicrometerMetricsOptions().setEnabled(true).setLabels(EnumSet.of(Label.POOL_NAME, Label.POOL_TYPE));
        off.forEach(options::addDisabledMetricsCategory);
        return options;
    }

    void watch(LiveConnections live) {
        Gauge.builder("hawser.devices.connected", live, LiveConnections::size)
                .description("Devices whose socket is open on this node")
                .register(registry);
    }

    void watch(Outbox outbox) {
        FunctionCounter.builder("hawser.outbox.refused", outbox, Outbox::refused)
                .description("Entries of the live log that this node could not read for the kept one and has set aside")
                .register(registry);
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
