package io.hawser.app;

import io.hawser.edge.ConnectionLimits;
import io.hawser.edge.EdgeNode;
import io.hawser.edge.EdgeVerticle;
import io.hawser.edge.HealthMount;
import io.hawser.edge.MetricsMount;
import io.hawser.edge.PanelFiles;
import io.hawser.edge.PanelMount;
import io.hawser.edge.device.DeviceEndpoint;
import io.hawser.edge.device.Greeter;
import io.hawser.edge.device.RegisteredDevices;
import io.hawser.edge.rest.ApiContract;
import io.hawser.edge.rest.RestMount;
import io.hawser.edge.rest.Services;
import io.hawser.edge.terminal.TerminalEndpoint;
import io.hawser.edge.terminal.TerminalServices;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.storage.redis.RedisStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a hub's HTTP edges are made of: all that they share, and the parts of each. */
final class Edges {
    private final PartSettings settings;
    private final EdgeNode node;
    private final DataFolder folder;
    private final Vertx vertx;
    private final Features features;
    private final Metrics metrics;
    private final Clock clock;
    private final PanelFiles panel;
    private final Services services;
    private final Greeter greeter;
    private final TerminalServices terminals;
    private final Map<String, Supplier<Future<?>>> probes;
    private final Supplier<Future<Void>> reach;

    Edges(
            HubConfig config,
            PartSettings settings,
            EdgeNode node,
            DataFolder folder,
            Vertx vertx,
            Features features,
            RedisStores redis,
            PostgresStores postgres,
            Metrics metrics,
            Clock clock) {
        this.settings = settings;
        this.node = node;
        this.folder = folder;
        this.vertx = vertx;
        this.features = features;
        this.metrics = metrics;
        this.clock = clock;
        panel = new PanelFiles(settings.edge());
        services = new Services(
                features.identity,
                features.users,
                postgres.personalData(),
                features.devices,
                features.terms,
                features.deviceChecks,
                features.models,
                features.modelService,
                features.access,
                features.sharing,
                features.spaces,
                features.invitations,
                features.directory,
                features.audit,
                features.sessions,
                redis.sessions(),
                features.commands,
                postgres.history(),
                features.queries,
                features.faultDesk(),
                features.repairDesk(),
                features.alerts.desk(),
                features.rules,
                features.bus,
                features.ids,
                clock,
                config.commands().ttl(),
                features.alerts.address);
        greeter = new Greeter(
                new RegisteredDevices(features.devices, features.models),
                features.sessions,
                features.ids,
                settings.devices(),
                redis.incarnation());
        ConnectionLimits users = new ConnectionLimits(config.limits().userConnections());
        metrics.watch(users);
        terminals = new TerminalServices(
                features.identity,
                redis.people(),
                features.access,
                features.devices,
                features.models,
                features.commands,
                redis.sessions()::catchUp,
                users,
                features.alerts.inbox,
                features.bus,
                features.ids,
                clock);
        reach = redis::reach;
        probes = Map.of(
                "Redis", ownDisk(config.redis().url(), redis::ping),
                "PostgreSQL", ownDisk(config.postgres().url(), postgres::ping));
    }

    /** One more edge. */
    EdgeVerticle verticle(ApiContract contract) {
        return new EdgeVerticle(
                node,
                List.of(
                        new DeviceEndpoint(
                                features.bus,
                                greeter,
                                features.sessions,
                                features.commands,
                                features.live,
                                settings.devices(),
                                clock),
                        new TerminalEndpoint(terminals, settings.terminals())),
                List.of(
                        new MetricsMount(node, metrics.registry()),
                        new HealthMount(node, probes),
                        new RestMount(node, contract, services, reach),
                        new PanelMount(panel)));
    }

    /** What is asked of a store; of one that the hub runs itself, a full disk is told as the likely reason. */
    private Supplier<Future<?>> ownDisk(@Nullable String url, Supplier<Future<?>> probe) {
        return url == null ? new Room(vertx, folder.path()).explaining(probe) : probe;
    }
}
