package io.hawser.edge.terminal;

import static io.hawser.testing.Futures.done;

import io.hawser.alert.InboxService;
import io.hawser.alert.InboxStore;
import io.hawser.bus.Bus;
import io.hawser.command.CommandService;
import io.hawser.device.DeviceService;
import io.hawser.domain.DeviceId;
import io.hawser.domain.NewIds;
import io.hawser.domain.Role;
import io.hawser.domain.SessionId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.edge.ConnectionLimits;
import io.hawser.edge.EdgeNode;
import io.hawser.edge.EdgeSettings;
import io.hawser.edge.EdgeVerticle;
import io.hawser.edge.socket.RawWebSocket;
import io.hawser.fanout.ViewersVerticle;
import io.hawser.identity.AccessTokens;
import io.hawser.identity.IdentityService;
import io.hawser.identity.IdentitySettings;
import io.hawser.identity.LoginThrottle;
import io.hawser.identity.Passwords;
import io.hawser.identity.SetupCode;
import io.hawser.identity.UserSessionStore;
import io.hawser.identity.UserStore;
import io.hawser.model.DeviceModels;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.SpaceStore;
import io.hawser.testing.CountingIds;
import io.hawser.testing.HeardAudit;
import io.hawser.testing.ManualClock;
import io.hawser.testing.ManualNanos;
import io.hawser.testing.Stub;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real HTTP edge with terminal sockets over a home in memory. Everybody is a member; Ana owns the lamp. */
final class Edge implements AutoCloseable {
    static final DeviceId LAMP = new DeviceId("dev_lamp");

    final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    final Bus bus = new Bus(vertx);
    final FakeHome home = new FakeHome(bus);
    final FakeSessions sessions = new FakeSessions();
    final ManualClock clock = new ManualClock();
    final ManualNanos nanos = new ManualNanos();
    private final EdgeNode node = new EdgeNode(EdgeSettings.defaults("127.0.0.1", 0));
    private final Path folder;
    private final Passwords passwords;
    private final AccessTokens tokens;
    private final TerminalEndpoint endpoint;
    private volatile @Nullable Context context;
    private final String deployment;

    Edge() throws IOException {
        this(settings());
    }

    Edge(TerminalSettings settings) throws IOException {
        folder = Files.createTempDirectory("hawser-edge-");
        passwords = new Passwords(vertx, 64);
        tokens = AccessTokens.open(vertx, folder.resolve("key"), IdentitySettings.DEFAULT.accessTtl(), clock);
        endpoint = new TerminalEndpoint(services(), settings, nanos);
        done(vertx.deployVerticle(new ViewersVerticle(bus, "run_1")));
        deployment = done(vertx.deployVerticle(new EdgeVerticle(node, List.of(endpoint), List.of(this::remember))));
        home.share("ana", LAMP, Role.OWNER);
    }

    /** As where nothing is set, but for the pace. */
    static TerminalSettings settings() {
        return settings(Duration.ofMillis(600), 100_000);
    }

    static TerminalSettings settings(Duration heartbeat, int rate) {
        return new TerminalSettings(
                heartbeat,
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(600),
                Duration.ofSeconds(30),
                64 * 1024,
                64,
                32,
                rate,
                Duration.ofSeconds(1));
    }

    int port() {
        return node.port();
    }

    String token(String user) {
        return tokens.issue(person(new UserId("usr_" + user)), new SessionId("login_" + user));
    }

    /** A client that has not said hello. */
    Client connect() throws Exception {
        return new Client(port());
    }

    /** A client whose hello was answered. */
    Client hello(String user) throws Exception {
        Client client = connect();
        client.hello(token(user));
        return client;
    }

    /**
     * Ana's client of plain sockets, which reads only when told to; its hello was answered.
     *
     * @param kernel about how much its kernel keeps of what it does not read
     */
    RawWebSocket slow(int kernel) throws IOException {
        RawWebSocket client = new RawWebSocket(port(), "/ws/terminal", kernel);
        client.text(
                new JsonObject().put("type", "hello").put("token", token("ana")).encode());
        client.read(1);
        return client;
    }

    /** About how many bytes the terminal keeps that keeps the most. */
    long mostKept() {
        return ask(TerminalSockets::mostKept);
    }

    /** How many sockets there are. */
    int size() {
        return ask(TerminalSockets::size);
    }

    /** Keeps a promise on the loop, after all that the bus has told it. */
    void keep(Promise<Void> promise) {
        ask(sockets -> promise.tryComplete());
    }

    private <T> T ask(Function<TerminalSockets, T> question) {
        Promise<T> answer = Promise.promise();
        Objects.requireNonNull(context)
                .runOnContext(go -> answer.complete(question.apply(Objects.requireNonNull(endpoint.sockets()))));
        return done(answer.future());
    }

    private Future<Void> remember(Vertx started, Router router) {
        context = started.getOrCreateContext();
        return Future.succeededFuture();
    }

    /** The hub goes down in order. */
    void stop() {
        done(vertx.undeploy(deployment));
    }

    @Override
    public void close() throws IOException {
        passwords.close();
        done(vertx.close());
        Files.deleteIfExists(folder.resolve("key"));
        Files.deleteIfExists(folder);
    }

    private TerminalServices services() {
        NewIds ids = new CountingIds();
        UserSessionStore people = sessions.store();
        Stub<UserStore> users = new Stub<>(UserStore.class).on("find", given -> Optional.of(person((UserId) given[0])));
        SessionStore live = new Stub<>(SessionStore.class).port();
        DeviceModels models = DeviceModels.load();
        return new TerminalServices(
                new IdentityService(
                        vertx,
                        users.port(),
                        people,
                        passwords,
                        tokens,
                        new LoginThrottle(10, clock),
                        new SetupCode("letmein"),
                        new HeardAudit(),
                        bus,
                        ids,
                        IdentitySettings.DEFAULT,
                        clock),
                people,
                new AccessPolicy(vertx, home.shares(), home.devices(), new Stub<>(SpaceStore.class).port(), bus, clock),
                new DeviceService(
                        vertx,
                        home.devices(),
                        (device, now) -> Future.succeededFuture(List.of()),
                        new SessionService(live, bus, clock),
                        live,
                        models,
                        bus,
                        ids,
                        clock),
                models,
                new CommandService(home.commands(), bus, clock),
                home::catchUp,
                new ConnectionLimits(100),
                new InboxService(
                        new Stub<>(InboxStore.class)
                                .on("glance", given -> new InboxStore.Glance(0, Optional.empty()))
                                .port(),
                        bus),
                bus,
                ids,
                clock);
    }

    private static User person(UserId id) {
        String name = id.value().substring("usr_".length());
        return new User(id, name, name, UserRole.MEMBER, false, Instant.EPOCH);
    }
}
