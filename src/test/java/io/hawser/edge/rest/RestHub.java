package io.hawser.edge.rest;

import io.hawser.alert.Composer;
import io.hawser.alert.DeliveryService;
import io.hawser.alert.DeliveryStore;
import io.hawser.alert.Dispatch;
import io.hawser.alert.InboxService;
import io.hawser.alert.InboxStore;
import io.hawser.alert.Messages;
import io.hawser.alert.NotificationService;
import io.hawser.alert.Outgoing;
import io.hawser.alert.PreferenceStore;
import io.hawser.alert.PushService;
import io.hawser.alert.PushStore;
import io.hawser.alert.WebhookService;
import io.hawser.alert.WebhookStore;
import io.hawser.archive.LogQueries;
import io.hawser.archive.LogQueryService;
import io.hawser.archive.QueryLimits;
import io.hawser.archive.Span;
import io.hawser.archive.Table;
import io.hawser.audit.AuditService;
import io.hawser.bus.Bus;
import io.hawser.check.CheckBook;
import io.hawser.check.CheckLog;
import io.hawser.check.CheckService;
import io.hawser.check.CheckSettings;
import io.hawser.check.CheckStore;
import io.hawser.check.CheckTexts;
import io.hawser.check.DeviceChecks;
import io.hawser.command.CommandService;
import io.hawser.command.CommandStore;
import io.hawser.device.DeviceService;
import io.hawser.device.DeviceStore;
import io.hawser.device.ReplacementService;
import io.hawser.device.ReplacementStore;
import io.hawser.device.TermsService;
import io.hawser.device.TermsStore;
import io.hawser.domain.CommandId;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultId;
import io.hawser.domain.FiringId;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.Role;
import io.hawser.domain.RuleId;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionTerms;
import io.hawser.domain.SpaceId;
import io.hawser.domain.TermsWish;
import io.hawser.domain.TicketId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.drill.DrillService;
import io.hawser.drill.DrillStore;
import io.hawser.edge.EdgeNode;
import io.hawser.edge.EdgeSettings;
import io.hawser.edge.EdgeVerticle;
import io.hawser.fault.FaultService;
import io.hawser.fault.FaultStore;
import io.hawser.fault.MaintenanceService;
import io.hawser.fault.MaintenanceStore;
import io.hawser.fault.MuteService;
import io.hawser.fault.MuteStore;
import io.hawser.history.HistoryStore;
import io.hawser.history.Outbox;
import io.hawser.identity.AccessTokens;
import io.hawser.identity.EndedSessions;
import io.hawser.identity.IdentityService;
import io.hawser.identity.IdentitySettings;
import io.hawser.identity.LoginThrottle;
import io.hawser.identity.Passwords;
import io.hawser.identity.PersonalData;
import io.hawser.identity.SetupCode;
import io.hawser.identity.UserService;
import io.hawser.identity.UserSessionStore;
import io.hawser.identity.UserStore;
import io.hawser.model.DeviceModels;
import io.hawser.model.ModelParts;
import io.hawser.model.ModelReader;
import io.hawser.model.ModelService;
import io.hawser.model.ModelStore;
import io.hawser.repair.RepairService;
import io.hawser.repair.RepairSettings;
import io.hawser.repair.RepairStore;
import io.hawser.repair.StrategyBook;
import io.hawser.rule.Capabilities;
import io.hawser.rule.RuleLog;
import io.hawser.rule.RuleRegister;
import io.hawser.rule.RuleService;
import io.hawser.rule.RuleSettings;
import io.hawser.session.PastSessions;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.InvitationService;
import io.hawser.sharing.InvitationStore;
import io.hawser.sharing.OwnerStore;
import io.hawser.sharing.SessionDirectory;
import io.hawser.sharing.ShareCarrier;
import io.hawser.sharing.ShareLog;
import io.hawser.sharing.ShareOutbox;
import io.hawser.sharing.ShareStore;
import io.hawser.sharing.SharingService;
import io.hawser.sharing.SpaceService;
import io.hawser.sharing.SpaceStore;
import io.hawser.testing.HeardAudit;
import io.hawser.testing.RestClient;
import io.hawser.testing.Stub;
import io.hawser.ticket.LogBook;
import io.hawser.ticket.TicketService;
import io.hawser.ticket.TicketStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * REST as it is served, over ports that a test answers for. Ana is an administrator, Ben a member who owns {@code dev_1} (a light),
 * Cem a member who may watch it, Dora one who may not know of it.
 */
final class RestHub {
    static final Instant NOW = Instant.ofEpochMilli(1_760_000_000_000L);
    static final DeviceId LIGHT = new DeviceId("dev_1");
    static final User ANA = user("usr_ana", "ana", UserRole.ADMIN);
    static final User BEN = user("usr_ben", "ben", UserRole.MEMBER);
    static final User CEM = user("usr_cem", "cem", UserRole.MEMBER);
    static final User DORA = user("usr_dora", "dora", UserRole.MEMBER);
    static final Device DEVICE = new Device(LIGHT, "Hall light", "light", "1.2", BEN.id(), BEN.name(), NOW);

    private static final Map<UserId, User> PEOPLE =
            Map.of(ANA.id(), ANA, BEN.id(), BEN, CEM.id(), CEM, DORA.id(), DORA);

    final Vertx vertx = Vertx.vertx();
    final Bus bus = new Bus(vertx);
    final HeardAudit audit = new HeardAudit();
    final Stub<UserStore> users = new Stub<>(UserStore.class);
    final Stub<UserSessionStore> userSessions = new Stub<>(UserSessionStore.class);
    final Stub<PastSessions> past =
            new Stub<>(PastSessions.class).on("find", given -> Optional.empty()).on("of", given -> List.of());
    final Stub<EndedSessions> pastOfPeople = new Stub<>(EndedSessions.class)
            .on("find", given -> Optional.empty())
            .on("of", given -> List.of());
    final Stub<DeviceStore> devices = new Stub<>(DeviceStore.class);
    final Stub<ShareStore> shares = new Stub<>(ShareStore.class);
    final Stub<OwnerStore> owners = new Stub<>(OwnerStore.class);
    final Stub<InvitationStore> invitations = new Stub<>(InvitationStore.class);
    final Stub<SpaceStore> spaces = new Stub<>(SpaceStore.class);
    final Stub<SessionStore> live = new Stub<>(SessionStore.class);
    final Stub<CommandStore> commands = new Stub<>(CommandStore.class);
    final Stub<PersonalData> personalData = new Stub<>(PersonalData.class);
    final Stub<HistoryStore> history = new Stub<>(HistoryStore.class);
    final Map<UserId, Role> roles = new ConcurrentHashMap<>(Map.of(BEN.id(), Role.OWNER, CEM.id(), Role.VIEWER));

    final AskedSql asked = new AskedSql();

    private final LogQueryService queries;
    private final AccessTokens tokens;
    private final Passwords passwords;
    private final EdgeNode node = new EdgeNode(EdgeSettings.defaults("127.0.0.1", 0));

    RestHub(Path folder) throws Exception {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        IdentitySettings settings = IdentitySettings.DEFAULT;
        tokens = AccessTokens.open(vertx, folder.resolve("tokens"), settings.accessTtl(), clock);
        passwords = new Passwords(vertx, 64);
        everybodyIsThere();
        NewIds ids = new SerialIds();
        DeviceModels models = DeviceModels.load();
        SessionService sessions = new SessionService(live.port(), bus, clock);
        AccessPolicy access = new AccessPolicy(vertx, shares.port(), devices.port(), spaces.port(), bus, clock);
        queries = new LogQueryService(vertx, asked, QueryLimits.USUAL);
        DeviceService register = new DeviceService(
                vertx,
                devices.port(),
                (device, now) -> Future.succeededFuture(List.of()),
                sessions,
                live.port(),
                models,
                bus,
                ids,
                clock);
        CheckBook book = new CheckBook(models::checks);
        CheckStore watched = new Stub<>(CheckStore.class).port();
        CheckService watching = new CheckService(
                watched,
                new Stub<>(FaultStore.class).port(),
                new Stub<>(CheckLog.class).port(),
                book,
                () -> Future.succeededFuture(new Outbox.Backlog(0, Duration.ZERO)),
                () -> {},
                bus,
                ids,
                clock,
                CheckSettings.USUAL);
        SessionTerms terms =
                new SessionTerms(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(10), 64 * 1024);
        ShareCarrier carrier = new ShareCarrier(
                new Stub<>(ShareOutbox.class).on("waiting", given -> List.of()).port(),
                new Stub<>(ShareLog.class).port(),
                bus);
        SharingService sharing = new SharingService(
                access, shares.port(), devices.port(), users.port(), owners.port(), carrier, audit, bus, clock);
        SpaceService households = new SpaceService(access, spaces.port(), users.port(), carrier, bus, ids, clock);
        Services services = new Services(
                new IdentityService(
                        vertx,
                        users.port(),
                        userSessions.port(),
                        passwords,
                        tokens,
                        new LoginThrottle(10, clock),
                        new SetupCode("letmein"),
                        audit,
                        bus,
                        ids,
                        settings,
                        clock),
                new UserService(users.port(), userSessions.port(), passwords, bus, ids, clock),
                personalData.port(),
                register,
                new TermsService(new Stub<>(TermsStore.class).port(), register, models, terms, bus, clock),
                new DeviceChecks(watched, book, watching, bus, clock),
                models,
                new ModelService(
                        vertx,
                        models,
                        new ModelReader(ModelParts.ANY),
                        new Stub<>(ModelStore.class).port(),
                        bus,
                        clock),
                access,
                sharing,
                households,
                new InvitationService(
                        access, invitations.port(), sharing, households, devices.port(), users.port(), bus, clock),
                new SessionDirectory(
                        access,
                        userSessions.port(),
                        live.port(),
                        past.port(),
                        pastOfPeople.port(),
                        sessions,
                        audit,
                        bus,
                        clock),
                new AuditService(audit),
                sessions,
                live.port(),
                new CommandService(commands.port(), bus, clock),
                history.port(),
                queries,
                new FaultDesk(
                        new FaultService(new Stub<>(FaultStore.class).port(), bus, ids, clock),
                        new CheckTexts(book),
                        new MaintenanceService(new Stub<>(MaintenanceStore.class).port(), bus, clock),
                        new MuteService(new Stub<>(MuteStore.class).port(), clock)),
                new RepairDesk(
                        new TicketService(new Stub<>(TicketStore.class).port(), bus, ids, clock),
                        new RepairService(
                                new Stub<>(RepairStore.class).port(),
                                new CommandService(commands.port(), bus, clock),
                                sessions,
                                live.port(),
                                new StrategyBook(null, model -> List.of()),
                                new RepairService.ModelChecks(models::checkCommand, models::checkDesired),
                                RepairSettings.USUAL,
                                bus,
                                ids,
                                clock),
                        new ReplacementService(
                                new Stub<>(ReplacementStore.class).port(),
                                (device, reason, by) -> sessions.end(device, null, reason, by),
                                bus,
                                clock),
                        new DrillService(
                                new Stub<>(DrillStore.class).port(),
                                new Stub<>(FaultStore.class).port(),
                                live.port(),
                                bus,
                                ids,
                                clock),
                        new Stub<>(LogBook.class).port()),
                desk(bus, clock),
                new RuleService(
                        new Stub<>(RuleRegister.class).port(),
                        new Stub<>(RuleLog.class).port(),
                        history.port(),
                        access,
                        new Stub<>(Capabilities.class).port(),
                        ids,
                        clock,
                        System::nanoTime,
                        RuleSettings.USUAL),
                bus,
                ids,
                clock,
                Duration.ofSeconds(30),
                () -> "http://hub");
        ApiContract contract = await(ApiContract.load(vertx));
        await(vertx.deployVerticle(
                new EdgeVerticle(node, List.of(), List.of(new RestMount(node, contract, services)))));
    }

    /** A client that is signed in as that person. */
    RestClient as(User user) {
        return new RestClient(node.port(), token(user));
    }

    String token(User user) {
        return tokens.issue(user, new SessionId("login_" + user.id()));
    }

    /** A client that is nobody. */
    RestClient stranger() {
        return new RestClient(node.port(), null);
    }

    int port() {
        return node.port();
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    void close() throws Exception {
        passwords.close();
        queries.close();
        await(vertx.close());
    }

    private void everybodyIsThere() {
        users.on("find", given -> Optional.ofNullable(PEOPLE.get(given[0])));
        users.on("isEmpty", given -> false);
        history.on("archivedBefore", given -> Optional.empty());
        userSessions.on("find", given -> {
            SessionId id = (SessionId) given[0];
            UserId user = new UserId(id.value().substring("login_".length()));
            return Optional.of(
                    new UserSessionStore.UserSession(id, user, NOW, NOW.plus(Duration.ofDays(1)), "127.0.0.1", "test"));
        });
        devices.on(
                "find",
                given -> Optional.of(DEVICE).filter(device -> device.id().equals(given[0])));
        devices.on(
                "credentials",
                given -> Optional.of(new DeviceStore.Credentials(DEVICE, "hash", TermsWish.NONE, null, null, List.of()))
                        .filter(known -> known.device().id().equals(given[0])));
        shares.on(
                "role", given -> LIGHT.equals(given[1]) ? Optional.ofNullable(roles.get(given[0])) : Optional.empty());
    }

    private static User user(String id, String login, UserRole role) {
        return new User(new UserId(id), login, login.toUpperCase(java.util.Locale.ROOT), role, false, NOW);
    }

    /** What was asked of the archive last; it answers one row. */
    static final class AskedSql implements LogQueries {
        volatile String sql = "";
        volatile int rows;
        volatile Span span = Span.ALL;

        @Override
        public Table inTurn(String text, QueryLimits limits) {
            return run(text, Span.ALL, limits);
        }

        @Override
        public Table run(String text, Span days, QueryLimits limits) {
            sql = text;
            span = days;
            rows = limits.rows();
            if (text.startsWith("DROP")) {
                throw Failure.invalid("sql", "must be one SELECT");
            }
            return new Table(
                    List.of(new Table.Column("n", "BIGINT"), new Table.Column("t", "VARCHAR")),
                    List.of(List.of(new Json("7"), new Json("\"x\""))),
                    true);
        }
    }

    private static final class SerialIds implements NewIds {
        private final AtomicInteger next = new AtomicInteger();

        @Override
        public SessionId session() {
            return new SessionId("ses_" + next.incrementAndGet());
        }

        @Override
        public CommandId command() {
            return new CommandId("cmd_" + next.incrementAndGet());
        }

        @Override
        public DeviceId device() {
            return new DeviceId("dev_new" + next.incrementAndGet());
        }

        @Override
        public UserId user() {
            return new UserId("usr_" + next.incrementAndGet());
        }

        @Override
        public SpaceId space() {
            return new SpaceId("spc_" + next.incrementAndGet());
        }

        @Override
        public FaultId fault() {
            return new FaultId("flt_" + next.incrementAndGet());
        }

        @Override
        public RuleId rule() {
            return new RuleId("rul_" + next.incrementAndGet());
        }

        @Override
        public FiringId firing() {
            return new FiringId("fir_" + next.incrementAndGet());
        }

        @Override
        public TicketId ticket() {
            return new TicketId("tkt_" + next.incrementAndGet());
        }
    }

    private static AlertDesk desk(Bus bus, Clock clock) {
        PushStore browsers = new Stub<>(PushStore.class).port();
        Outgoing<Messages.Push> push = message -> Future.succeededFuture();
        Outgoing<Messages.HookCall> hooks = call -> Future.succeededFuture();
        Dispatch dispatch = new Dispatch(new Composer(() -> "http://hub"), null, null, push, hooks);
        return new AlertDesk(
                new NotificationService(new Stub<>(PreferenceStore.class).port(), browsers, dispatch, clock),
                new InboxService(new Stub<>(InboxStore.class).port(), bus),
                new PushService(browsers, "key", false, clock),
                new WebhookService(new Stub<>(WebhookStore.class).port(), (id, number) -> "secret", dispatch, clock),
                new DeliveryService(new Stub<>(DeliveryStore.class).port(), bus, clock));
    }
}
