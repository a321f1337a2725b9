package io.hawser.app;

import io.hawser.app.BadSettings.Problem;
import io.hawser.archive.QueryLimits;
import io.hawser.domain.SessionTerms;
import io.hawser.edge.EdgeNode;
import io.hawser.edge.EdgeSettings;
import io.hawser.edge.TlsFiles;
import io.hawser.edge.device.DeviceSettings;
import io.hawser.edge.terminal.TerminalSettings;
import io.hawser.history.OutboxSettings;
import io.hawser.identity.IdentitySettings;
import io.hawser.model.BrokenModels;
import io.hawser.model.ModelFiles;
import io.hawser.model.ModelReader;
import io.hawser.session.Reconnects;
import io.hawser.storage.archive.ArchivePlace;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.redis.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What each part of the hub is told of the settings. */
final class PartSettings {
    private static final int SUBSCRIPTIONS = 64;
    private static final int INFLIGHT = 32;
    private static final int DEVICE_WINDOW = 256;
    private static final Duration GREETING = Duration.ofSeconds(10);
    private static final Duration NODE_SILENCE = Duration.ofSeconds(3);
    private static final Duration DEAF = Duration.ofSeconds(30);

    private final HubConfig config;

    PartSettings(HubConfig config) {
        this.config = config;
    }

    /** Has the parts check what only they know; nothing is started. */
    static void check(HubConfig config) throws BadSettings {
        PartSettings parts = new PartSettings(config);
        List<Problem> problems = new ArrayList<>();
        String redis = config.redis().url();
        if (redis != null) {
            attempt(problems, "redis.url", () -> parts.redis(redis));
        }
        attempt(problems, "http", () -> new EdgeNode(parts.edge()));
        attempt(problems, "tokens", parts::identity);
        try {
            ModelFiles.read(config.models().folder(), new ModelReader(Features.MODEL_PARTS));
        } catch (BrokenModels e) {
            e.problems().forEach(problem -> problems.add(new Problem("models.folder", "has a model", problem)));
        }
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
    }

    private static void attempt(List<Problem> problems, String path, Supplier<?> part) {
        try {
            Object made = part.get();
            Objects.requireNonNull(made);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(path, "cannot be used", String.valueOf(e.getMessage())));
        }
    }

    EdgeSettings edge() {
        HubConfig.Http http = config.http();
        HubConfig.Tls tls = config.tls();
        EdgeSettings usual = EdgeSettings.defaults(http.host(), http.port());
        return new EdgeSettings(
                http.host(),
                http.port(),
                config.limits().frame(),
                usual.body(),
                usual.idle(),
                usual.handshake(),
                config.limits().addressConnections(),
                http.origins(),
                http.proxies(),
                http.scrapers(),
                tls == null ? null : new TlsFiles(tls.cert(), tls.key()),
                http.webroot());
    }

    DeviceSettings devices() {
        return new DeviceSettings(
                terms(),
                new Reconnects(
                        config.session().flapping().connections(),
                        config.session().flapping().within()),
                GREETING,
                DEVICE_WINDOW,
                config.limits().deviceRate(),
                config.limits().frame(),
                DEAF,
                config.drain().spread());
    }

    /** Of sessions of devices, where a device or its model has no others. */
    SessionTerms terms() {
        HubConfig.Session session = config.session();
        return new SessionTerms(session.heartbeat(), session.ttl(), session.grace(), session.state());
    }

    TerminalSettings terminals() {
        return new TerminalSettings(
                config.terminal().heartbeat(),
                config.terminal().ttl(),
                GREETING,
                DEAF,
                config.commands().ttl(),
                config.limits().frame(),
                SUBSCRIPTIONS,
                INFLIGHT,
                config.limits().terminalRate(),
                config.drain().spread());
    }

    IdentitySettings identity() {
        return new IdentitySettings(config.tokens().access(), config.tokens().refresh());
    }

    RedisSettings redis(String url) {
        RedisSettings usual = RedisSettings.at(url);
        return new RedisSettings(
                url,
                config.redis().cluster(),
                usual.timeout(),
                usual.inFlight(),
                config.log().length(),
                config.log().age(),
                config.session().state(),
                usual.openCommands(),
                silence());
    }

    /** Not more often than this, and several times within the silence that a node is allowed. */
    Duration sweep(Duration usual) {
        Duration often = silence().dividedBy(4);
        return often.compareTo(usual) < 0 ? often : usual;
    }

    /** As long as a device may be silent, but long enough for a node that is busy. */
    private Duration silence() {
        Duration ofDevices = config.session().heartbeat().multipliedBy(3).dividedBy(2);
        return ofDevices.compareTo(NODE_SILENCE) > 0 ? ofDevices : NODE_SILENCE;
    }

    PostgresSettings postgres(String url) {
        return PostgresSettings.of(url, config.postgres().pool());
    }

    /** Where the archive's files are. */
    ArchivePlace archive() {
        return config.archive().place(config.data());
    }

    QueryLimits queries() {
        ArchiveSettings archive = config.archive();
        return new QueryLimits(archive.time(), archive.memory(), QueryLimits.USUAL.threads(), archive.rows());
    }

    OutboxSettings outbox() {
        OutboxSettings usual = OutboxSettings.USUAL;
        return new OutboxSettings(
                usual.most(),
                usual.pause(),
                usual.longestPause(),
                config.drain().timeout());
    }
}
