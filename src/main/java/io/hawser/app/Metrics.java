package io.hawser.app;

import io.hawser.alert.AlertTally;
import io.hawser.alert.ChannelKind;
import io.hawser.alert.DeliveryStore;
import io.hawser.alert.DeliveryStore.Standing;
import io.hawser.archive.ArchiveTally;
import io.hawser.bus.Traffic;
import io.hawser.check.CheckCensus;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.Severity;
import io.hawser.edge.ConnectionLimits;
import io.hawser.history.Outbox;
import io.hawser.protocol.Words;
import io.hawser.repair.RepairCensus;
import io.hawser.rule.Firing.Outcome;
import io.hawser.rule.Obstacle;
import io.hawser.rule.RuleTally;
import io.hawser.session.LiveConnections;
import io.hawser.storage.redis.CallObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
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
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What the hub counts. The registry is this hub's own; the parts add theirs to it. */
final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Timer> calls = new ConcurrentHashMap<>();
    private final JvmGcMetrics collector = new JvmGcMetrics();

    Metrics() {
        // The clients of the stores count several times under one name; their pools tell the same, once.
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("vertx.sql"));
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("vertx.redis"));
        // The look at Redis before the start: its pool would be counted for ever as in use.
        registry.config()
                .meterFilter(MeterFilter.deny(id -> "redis-probe".equals(id.getTag(Label.POOL_NAME.toString()))));
        // Named against Prometheus' rules; processor use in shares is told as well.
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
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

    /** Hears how long Redis takes. */
    CallObserver redis() {
        return (call, nanos, answered) -> calls.computeIfAbsent(
                        answered ? call : call + "!",
                        name -> Timer.builder("hawser.redis.calls")
                                .description(
                                        "Calls to Redis, from their being given to their end; scripts by name, bulk is several at once")
                                .tag("call", call)
                                .tag("answered", String.valueOf(answered))
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void watch(Traffic traffic) {
        for (Kind kind : Kind.values()) {
            counter("hawser.entries", "Entries that this node wrote to logs", traffic, done -> done.entries(kind))
                    .tag("kind", Words.lower(kind))
                    .register(registry);
        }
        for (CommandStatus status : CommandStatus.values()) {
            if (status.isEnd()) {
                counter("hawser.command.ends", "Commands that ended", traffic, done -> done.commandEnds(status))
                        .tag("status", Words.lower(status))
                        .register(registry);
            }
        }
        for (Presence.Reason reason : Presence.Reason.values()) {
            counter("hawser.presence", "Changes of presence", traffic, done -> done.presences(reason))
                    .tag("reason", reason.name())
                    .register(registry);
        }
        for (Traffic.From from : Traffic.From.values()) {
            counter(
                            "hawser.accidents",
                            "Messages that the hub failed on for a reason that nobody expected",
                            traffic,
                            done -> done.accidents(from))
                    .tag("from", Words.lower(from))
                    .register(registry);
        }
        counter(
                        "hawser.acks",
                        "Acknowledgements to devices, each for all that was stored by then",
                        traffic,
                        Traffic::acknowledgements)
                .register(registry);
        counter("hawser.deliveries", "Changes written to terminals", traffic, Traffic::deliveries)
                .register(registry);
        counter("hawser.merged", "Entries told to a terminal only within a later change", traffic, Traffic::merged)
                .register(registry);
    }

    private static FunctionCounter.Builder<Traffic> counter(
            String name, String description, Traffic traffic, ToDoubleFunction<Traffic> count) {
        return FunctionCounter.builder(name, traffic, count).description(description);
    }

    void watchBacklog(Glance<Outbox.Backlog> backlog) {
        Gauge.builder("hawser.outbox.entries", backlog, seen -> seen.value(Outbox.Backlog::entries))
                .description("Entries of all live logs that wait for the kept one")
                .register(registry);
        Gauge.builder(
                        "hawser.outbox.age",
                        backlog,
                        seen -> seen.value(now -> now.age().toMillis() / 1_000.0))
                .description("How long the oldest entry has waited for the kept log")
                .baseUnit("seconds")
                .register(registry);
    }

    void watchSessions(Glance<Map<SessionState, Long>> sessions) {
        for (SessionState state : EnumSet.complementOf(EnumSet.of(SessionState.ENDED))) {
            Gauge.builder(
                            "hawser.device.sessions",
                            sessions,
                            seen -> seen.value(counts -> counts.getOrDefault(state, 0L)))
                    .description("Sessions of devices on all nodes")
                    .tag("state", Words.lower(state))
                    .register(registry);
        }
    }

    void watchChecks(Glance<CheckCensus.Tally> checks) {
        for (Severity severity : Severity.values()) {
            Gauge.builder(
                            "hawser.faults.open",
                            checks,
                            seen -> seen.value(tally -> tally.open().getOrDefault(severity, 0L)))
                    .description("Faults of devices and spaces that are not resolved, of the whole installation")
                    .tag("severity", Words.lower(severity))
                    .register(registry);
        }
        Gauge.builder(
                        "hawser.checks.late",
                        checks,
                        seen -> seen.value(tally -> tally.late().toMillis() / 1_000.0))
                .description("How long a condition that was to be looked at by now has waited, the longest of them")
                .baseUnit("seconds")
                .register(registry);
    }

    /** How late rules are. */
    void watchRules(Glance<Duration> late) {
        Gauge.builder("hawser.rules.late", late, seen -> seen.value(span -> span.toMillis() / 1_000.0))
                .description("How long what rules were to do by now has waited, the longest of it")
                .baseUnit("seconds")
                .register(registry);
    }

    /** What rules did on this node. */
    void watch(RuleTally rules) {
        FunctionCounter.builder("hawser.rules.fired", rules, RuleTally::fired)
                .description("How often a rule was set off on this node")
                .register(registry);
        for (Outcome outcome : Outcome.values()) {
            if (outcome != Outcome.PENDING) {
                FunctionCounter.builder("hawser.rules.ended", rules, seen -> seen.ended(outcome))
                        .description("What came of firings of rules that this node acted on")
                        .tag("outcome", Words.lower(outcome))
                        .register(registry);
            }
        }
        for (Obstacle obstacle : Obstacle.values()) {
            FunctionCounter.builder("hawser.rules.stopped", rules, seen -> seen.kept(obstacle))
                    .description("How often something kept a rule from acting on this node")
                    .tag("reason", obstacle.word())
                    .register(registry);
        }
    }

    void watchRepairs(Glance<RepairCensus.Tally> repairs) {
        for (String stage : RepairCensus.STAGES) {
            Gauge.builder(
                            "hawser.repairs",
                            repairs,
                            seen -> seen.value(tally -> tally.repairs().getOrDefault(stage, 0L)))
                    .description("Repairs of faults that are not over, of the whole installation")
                    .tag("stage", stage)
                    .register(registry);
        }
        tries(repairs, "fixed", RepairCensus.Tally::fixed);
        tries(repairs, "failed", RepairCensus.Tally::failed);
        Gauge.builder("hawser.tickets.open", repairs, seen -> seen.value(RepairCensus.Tally::tickets))
                .description("Tickets that are not closed")
                .register(registry);
    }

    private void tries(Glance<RepairCensus.Tally> repairs, String outcome, ToDoubleFunction<RepairCensus.Tally> count) {
        Gauge.builder("hawser.repair.tries", repairs, seen -> seen.value(count))
                .description("Tries of strategies that have ended, since the installation was made")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Sockets of terminals. */
    void watch(ConnectionLimits terminals) {
        Gauge.builder("hawser.terminals.connected", terminals, ConnectionLimits::size)
                .description("Terminals whose socket is open on this node")
                .register(registry);
    }

    void watch(LiveConnections live) {
        Gauge.builder("hawser.devices.connected", live, LiveConnections::size)
                .description("Devices whose socket is open on this node")
                .register(registry);
    }

    /** What is counted must be held by somebody else. */
    void watch(ArchiveTally tally) {
        archived("hawser.archive.rows", "Rows of the history that this node archived", tally, ArchiveTally::rows);
        archived("hawser.archive.bytes", "What the files take that this node archived to", tally, ArchiveTally::bytes);
        archived("hawser.archive.failures", "Runs of the archive that failed", tally, ArchiveTally::failures);
    }

    private void archived(String name, String description, ArchiveTally tally, ToDoubleFunction<ArchiveTally> count) {
        FunctionCounter.builder(name, tally, count).description(description).register(registry);
    }

    /** Messages to people. */
    void watch(AlertTally tally) {
        for (ChannelKind channel : ChannelKind.values()) {
            String word = Words.lower(channel);
            FunctionCounter.builder("hawser.messages.sent", tally, done -> done.sentBy(channel))
                    .description("Messages to people and programs that this node sent")
                    .tag("channel", word)
                    .register(registry);
            FunctionCounter.builder("hawser.messages.failures", tally, done -> done.failedBy(channel))
                    .description("Tries to send a message that failed")
                    .tag("channel", word)
                    .register(registry);
            FunctionCounter.builder("hawser.messages.given.up", tally, done -> done.givenUpBy(channel))
                    .description("Messages that this node gave up")
                    .tag("channel", word)
                    .register(registry);
        }
    }

    void watchMessages(Glance<Map<ChannelKind, DeliveryStore.Standing>> messages) {
        for (ChannelKind channel : ChannelKind.values()) {
            gauge(messages, channel, "hawser.messages.waiting", "Messages that wait to be sent", Standing::waiting);
            gauge(messages, channel, "hawser.messages.failed", "Messages that were given up", Standing::failed);
            Gauge.builder(
                            "hawser.messages.overdue",
                            messages,
                            seen -> seen.value(all ->
                                    all.getOrDefault(channel, Standing.NONE).overdue() / 1_000.0))
                    .description("How long the message has been due that has been the longest")
                    .baseUnit("seconds")
                    .tag("channel", Words.lower(channel))
                    .register(registry);
        }
    }

    private void gauge(
            Glance<Map<ChannelKind, Standing>> messages,
            ChannelKind channel,
            String name,
            String description,
            ToDoubleFunction<Standing> count) {
        Gauge.builder(
                        name,
                        messages,
                        seen -> seen.value(all -> count.applyAsDouble(all.getOrDefault(channel, Standing.NONE))))
                .description(description)
                .tag("channel", Words.lower(channel))
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
