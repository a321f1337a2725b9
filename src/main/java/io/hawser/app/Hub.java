package io.hawser.app;

import io.hawser.alert.ChannelKind;
import io.hawser.alert.DeliveryStore;
import io.hawser.archive.ArchiveTally;
import io.hawser.archive.ArchiveVerticle;
import io.hawser.archive.Archiver;
import io.hawser.check.CheckCensus;
import io.hawser.check.CheckVerticle;
import io.hawser.device.ReplacementVerticle;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.drill.DrillVerticle;
import io.hawser.edge.EdgeNode;
import io.hawser.edge.rest.ApiContract;
import io.hawser.fanout.ViewersVerticle;
import io.hawser.fault.FaultAnnouncer;
import io.hawser.fault.MaintenanceVerticle;
import io.hawser.history.Outbox;
import io.hawser.history.OutboxAlarm;
import io.hawser.history.OutboxPump;
import io.hawser.history.OutboxVerticle;
import io.hawser.history.SnapshotVerticle;
import io.hawser.identity.ErasureSweep;
import io.hawser.identity.SessionSweep;
import io.hawser.relay.Relay;
import io.hawser.repair.RepairCensus;
import io.hawser.repair.RepairVerticle;
import io.hawser.rule.RuleVerticle;
import io.hawser.session.DueVerticle;
import io.hawser.sharing.ShareAnnouncer;
import io.hawser.sharing.ShareExpiry;
import io.hawser.storage.archive.ArchiveFiles;
import io.hawser.storage.postgres.PostgresLine;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.storage.redis.RedisStores;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hub, from its settings to an open door. What it consists of is started in order and stopped in reverse, also when a later
 * part cannot start. Several may run in one process, each in its own data folder. Starting and closing block: they are not for
 * an event loop.
 */
public final class Hub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration DUE_TICK = Duration.ofMillis(100);
    private static final Duration SHARE_TICK = Duration.ofMillis(500);
    private static final Duration SESSION_TICK = Duration.ofSeconds(10);
    private static final Duration ERASURE_TICK = Duration.ofSeconds(2);
    private static final Duration ARCHIVE_TICK = Duration.ofMinutes(10);
    private static final Duration SNAPSHOT_SETTLING = Duration.ofMinutes(15);
    private static final Duration SNAPSHOT_TICK = Duration.ofSeconds(30);

    private final HubConfig config;
    private final PartSettings settings;
    private final MonotonicClock clock;
    private final EdgeNode node;
    private final Parts parts = new Parts();
    private final DataFolder folder;
    private final Vertx vertx;
    private final Features features;
    private final Optional<String> setupCode;

    private Hub(HubConfig config, MonotonicClock clock) {
        this.config = config;
        this.clock = clock;
        settings = new PartSettings(config);
        node = new EdgeNode(settings.edge());
        try {
            require(Door.taken(config.http()));
            folder = parts.add("data folder", DataFolder.open(config.data()));
            Metrics metrics = parts.add("metrics", new Metrics());
            vertx = vertx(metrics);
            parts.stopping("event loops", () -> finished(vertx.close()));
            require(Door.locked(settings.edge().tls(), vertx));
            Future<ApiContract> contract = ApiContract.load(vertx);
            // It is read beside all else, and has no loop to come back to once these are gone.
            parts.stopping("api contract", () -> finished(contract.otherwiseEmpty()));
            Stores stores = parts.add("stores", Stores.start(config, folder));
            PostgresSettings kept = settings.postgres(stores.postgresUrl());
            PostgresStores postgres = started(PostgresStores.connect(vertx, kept, clock));
            parts.stopping("postgres connections", () -> finished(postgres.close()));
            try (ArchiveFiles archive = ArchiveFiles.at(settings.archive())) {
                new Restoration(folder.path(), archive, kept, settings.redis(stores.redisUrl()), vertx, clock).finish();
            }
            RedisStores redis = started(RedisStores.connect(
                    vertx, settings.redis(stores.redisUrl()), postgres::last, clock, folder.node(), metrics.redis()));
            parts.stopping("redis connections", () -> finished(redis.close()));
            started(ClockWatch.begin(vertx, clock, redis.time(), ClockWatch.LOOKS));
            features = parts.add(
                    "features",
                    new Features(
                            vertx,
                            config,
                            settings,
                            folder,
                            redis,
                            postgres,
                            new PostgresLine(kept),
                            this::url,
                            clock));
            started(features.modelService.load());
            started(features.modelRules.load());
            metrics.watch(features.live);
            metrics.watch(redis.outbox());
            metrics.watch(features.bus.traffic());
            setupCode = started(features.identity.setupNeeded())
                    ? Optional.of(features.setupCode.text())
                    : Optional.empty();
            background(redis, postgres, metrics);
            Edges edges = new Edges(config, settings, node, folder, vertx, features, redis, postgres, metrics, clock);
            ApiContract api = started(contract);
            deploy("edges", Runtime.getRuntime().availableProcessors(), () -> edges.verticle(api));
        } catch (IOException e) {
            parts.close();
            throw new StartFailure("cannot start: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
        LOG.atInfo()
                .addKeyValue("url", url())
                .addKeyValue("node", folder.node())
                .log("hub ready");
    }

    /** Starts a hub and returns when it is ready; fails with a {@link StartFailure} that says in one line why it is not. */
    public static Hub start(HubConfig config) {
        return start(config, new MonotonicClock());
    }

    /** The same, with this clock. */
    static Hub start(HubConfig config, MonotonicClock clock) {
        return new Hub(config, clock);
    }

    /** The port that it listens on. */
    public int port() {
        return node.port();
    }

    /** Where a browser on this machine finds it. */
    public String url() {
        String host = config.http().host();
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        return (config.tls() == null ? "http://" : "https://")
                + (any ? "localhost" : host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** What the first administrator must show; empty when there is one already. */
    public Optional<String> setupCode() {
        return setupCode;
    }

    /** The hub's event loops, for who runs beside it. */
    Vertx vertx() {
        return vertx;
    }

    Clock clock() {
        return clock;
    }

    /** The folder of everything that it keeps. */
    DataFolder folder() {
        return folder;
    }

    /**
     * Drains and stops: nobody new is let in, sockets are told when to come back, what is begun is written, and the embedded
     * stores end.
     */
    @Override
    public void close() {
        LOG.info("hub stopping");
        node.stopping();
        parts.close();
        LOG.info("hub stopped");
    }

    /** Verticles of which a node has one. */
    private void background(RedisStores redis, PostgresStores postgres, Metrics metrics) {
        ClockWatch time = new ClockWatch(clock, redis.time(), features.bus.traffic()::entries, metrics.registry());
        deploy("time", 1, () -> time);
        OutboxAlarm alarm = new OutboxAlarm();
        for (Outbox lane : redis.lanes()) {
            deploy(
                    "outbox",
                    1,
                    () -> new OutboxVerticle(
                            new OutboxPump(
                                    lane,
                                    postgres.history(),
                                    features::kept,
                                    clock,
                                    new SecureRandom(),
                                    settings.outbox(),
                                    alarm),
                            settings.outbox()));
        }
        deploy(
                "deadlines",
                1,
                () -> new DueVerticle(
                        redis.deadlines(),
                        () -> features.sessions.keepAlive(features.live.all()),
                        features.bus,
                        clock,
                        DUE_TICK));
        deploy("checks", 1, () -> new CheckVerticle(features.checks, config.checks()));
        deploy(
                "rules",
                1,
                () -> new RuleVerticle(features.ruleEngine, features.ruleActor, config.rules(), features.bus));
        metrics.watch(features.ruleTally);
        Glance<Duration> late =
                new Glance<>(() -> postgres.ruleStore().waiting().map(this::lateness));
        metrics.watchRules(late);
        deploy("rule count", 1, () -> late);
        deploy("maintenance", 1, () -> new MaintenanceVerticle(features.maintenance));
        deploy("drills", 1, () -> new DrillVerticle(features.drills));
        deploy("replacements", 1, () -> new ReplacementVerticle(features.replacements));
        deploy("repairs", 1, () -> new RepairVerticle(features.repairs, config.repair(), features.bus));
        deploy("faults", 1, () -> new FaultAnnouncer(postgres.faults(), redis.faultLog(), features.bus));
        deploy("alerts", 1, features.alerts::pump);
        for (ChannelKind channel : ChannelKind.values()) {
            deploy("messages", 1, () -> features.alerts.courier(channel));
        }
        metrics.watch(features.alerts.tally);
        Glance<Map<ChannelKind, DeliveryStore.Standing>> messages = new Glance<>(features.alerts.deliveries::standing);
        metrics.watchMessages(messages);
        deploy("message count", 1, () -> messages);
        deploy(
                "snapshots",
                1,
                () -> new SnapshotVerticle(postgres.snapshots(), clock, SNAPSHOT_SETTLING, SNAPSHOT_TICK));
        deploy("erasures", 1, () -> new ErasureSweep(postgres.erasures(), redis.traces(), clock, ERASURE_TICK));
        deploy(
                "people's sessions",
                1,
                () -> new SessionSweep(
                        redis.peopleDues(),
                        postgres.endedSessions(),
                        features.identity.use(),
                        features.bus,
                        clock,
                        config.retention().sessions(),
                        settings.sweep(SESSION_TICK)));
        deploy("shares", 1, () -> new ShareAnnouncer(features.shareCarrier, SHARE_TICK));
        deploy("share expiry", 1, () -> new ShareExpiry(features.sharing, SHARE_TICK));
        if (config.archive().daily()) {
            ArchiveTally tally = new ArchiveTally();
            metrics.watch(tally);
            deploy(
                    "archive",
                    1,
                    () -> new ArchiveVerticle(
                            new Archiver(features.archive, clock), config.retention(), tally, clock, ARCHIVE_TICK));
        }
        String run = UUID.randomUUID().toString();
        deploy("relay", 1, () -> new Relay(features.bus, redis.channels(), run));
        deploy("viewers", 1, () -> new ViewersVerticle(features.bus, run));
        Glance<Outbox.Backlog> backlog = new Glance<>(redis.outbox()::backlog);
        metrics.watchBacklog(backlog);
        deploy("backlog", 1, () -> backlog);
        Glance<Map<SessionState, Long>> sessions = new Glance<>(redis.census()::count);
        metrics.watchSessions(sessions);
        deploy("census", 1, () -> sessions);
        deploy("idle heap", 1, () -> new IdleHeap(features.bus.traffic()::entries));
        Glance<CheckCensus.Tally> checks = new Glance<>(postgres.checkCensus()::count);
        metrics.watchChecks(checks);
        deploy("check census", 1, () -> checks);
        Glance<RepairCensus.Tally> repairs = new Glance<>(postgres.repairCensus()::count);
        metrics.watchRepairs(repairs);
        deploy("repair census", 1, () -> repairs);
        deploy("loop lag", VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE, () -> new LoopLag(metrics.registry()));
    }

    private Duration lateness(Optional<Instant> since) {
        Duration late = Duration.between(since.orElse(clock.instant()), clock.instant());
        return late.isNegative() ? Duration.ZERO : late;
    }

    private void deploy(String name, int instances, Supplier<? extends Deployable> verticle) {
        String id = started(vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances)));
        parts.stopping(name, () -> finished(vertx.undeploy(id)));
    }

    private static Vertx vertx(Metrics metrics) {
        return Vertx.builder()
                .with(new VertxOptions().setPreferNativeTransport(true).setMetricsOptions(metrics.options()))
                .withMetrics(metrics.factory())
                .build();
    }

    private static void require(Optional<StartFailure> obstacle) {
        if (obstacle.isPresent()) {
            throw obstacle.get();
        }
    }

    /** What a future that belongs to the start brings; its failure is the start's. */
    private <T> T started(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof BindException bind) {
                throw Door.cannotListen(config.http(), bind);
            }
            // Stores say in one line what is wrong with them; anything else deserves its trace.
            if (cause instanceof Failure || cause instanceof IllegalStateException) {
                throw new StartFailure(String.valueOf(cause.getMessage()), cause);
            }
            throw new IllegalStateException("a part cannot start", cause);
        } catch (TimeoutException e) {
            throw new StartFailure("a part did not start within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }

    private void finished(Future<?> future) throws Exception {
        Duration most = config.drain().timeout().plusSeconds(2);
        future.toCompletionStage().toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
    }
}
