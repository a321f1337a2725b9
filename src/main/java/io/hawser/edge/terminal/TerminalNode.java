package io.hawser.edge.terminal;

import io.hawser.bus.Bus;
import io.hawser.bus.Remembered;
import io.hawser.command.CommandService;
import io.hawser.command.CommandStore.Submission;
import io.hawser.command.CommandStore.Submitted;
import io.hawser.device.DeviceService;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.SessionId;
import io.hawser.edge.ConnectionLimits;
import io.hawser.fanout.LogReader;
import io.hawser.identity.IdentityService;
import io.hawser.identity.Principal;
import io.hawser.identity.UserSessionStore;
import io.hawser.model.DeviceModels;
import io.hawser.session.SessionStore;
import io.hawser.sharing.AccessPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What the terminal sockets of all edges of a node share. Safe for use by any thread. */
public final class TerminalNode {
    private static final int REMEMBERED_MODELS = 100_000;

    private final TerminalSettings settings;
    private final Function<String, Future<Principal>> identity;
    private final UserSessionStore sessions;
    private final Sights sights;
    private final CommandCheck models;
    private final Function<Submission, Future<Submitted>> commands;
    private final LogReader log;
    private final Bus bus;
    private final NewIds ids;
    private final Clock clock;
    private final ConnectionLimits users;
    private final ConcurrentHashMap<SessionId, TerminalSocket> open = new ConcurrentHashMap<>();

    TerminalNode(
            TerminalSettings settings,
            Function<String, Future<Principal>> identity,
            UserSessionStore sessions,
            Sights sights,
            CommandCheck models,
            Function<Submission, Future<Submitted>> commands,
            LogReader log,
            Bus bus,
            NewIds ids,
            Clock clock) {
        this.settings = settings;
        this.identity = identity;
        this.sessions = sessions;
        this.sights = sights;
        this.models = models;
        this.commands = commands;
        this.log = log;
        this.bus = bus;
        this.ids = ids;
        this.clock = clock;
        users = new ConnectionLimits(settings.userConnections());
    }

    /** On the features of the hub. */
    public static TerminalNode of(
            Vertx vertx,
            TerminalSettings settings,
            IdentityService identity,
            UserSessionStore sessions,
            AccessPolicy policy,
            DeviceService devices,
            DeviceModels models,
            CommandService commands,
            SessionStore live,
            Bus bus,
            NewIds ids,
            Clock clock) {
        return new TerminalNode(
                settings,
                identity::authenticate,
                sessions,
                new PolicySights(
                        policy, devices, new Remembered<>(vertx, Duration.ofHours(1), REMEMBERED_MODELS, clock)),
                models::checkCommand,
                commands::submit,
                live::catchUp,
                bus,
                ids,
                clock);
    }

    /** Whether a model has a command and its arguments fit. */
    @FunctionalInterface
    interface CommandCheck {
        /** Throws {@code BAD_VALUE} when not. */
        void check(String model, String name, Json args);
    }

    TerminalSettings settings() {
        return settings;
    }

    Future<Principal> authenticate(String token) {
        return identity.apply(token);
    }

    UserSessionStore sessions() {
        return sessions;
    }

    Sights sights() {
        return sights;
    }

    CommandCheck models() {
        return models;
    }

    Future<Submitted> submit(Submission submission) {
        return commands.apply(submission);
    }

    LogReader log() {
        return log;
    }

    Bus bus() {
        return bus;
    }

    NewIds ids() {
        return ids;
    }

    Clock clock() {
        return clock;
    }

    ConnectionLimits users() {
        return users;
    }

    /** The session is on this socket now; whichever had it before is told to go. */
    void opened(SessionId session, TerminalSocket socket) {
        TerminalSocket older = open.put(session, socket);
        if (older != null) {
            older.superseded();
        }
    }

    void closed(SessionId session, TerminalSocket socket) {
        open.remove(session, socket);
    }
}
