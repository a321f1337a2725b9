package io.hawser.storage.postgres;

import io.hawser.alert.AlertStore;
import io.hawser.alert.DeliveryStore;
import io.hawser.alert.InboxStore;
import io.hawser.alert.PreferenceStore;
import io.hawser.alert.PushStore;
import io.hawser.alert.WebhookStore;
import io.hawser.audit.AuditStore;
import io.hawser.check.CheckCensus;
import io.hawser.check.CheckLog;
import io.hawser.check.CheckStore;
import io.hawser.device.DeviceStore;
import io.hawser.device.ReplacementStore;
import io.hawser.device.TermsStore;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.drill.DrillStore;
import io.hawser.fault.FaultStore;
import io.hawser.fault.MaintenanceStore;
import io.hawser.fault.MuteStore;
import io.hawser.history.HistoryStore;
import io.hawser.history.SnapshotStore;
import io.hawser.identity.EndedSessions;
import io.hawser.identity.ErasureStore;
import io.hawser.identity.PersonalData;
import io.hawser.identity.SealedStore;
import io.hawser.identity.UserStore;
import io.hawser.model.ModelStore;
import io.hawser.repair.RepairCensus;
import io.hawser.repair.RepairStore;
import io.hawser.rule.RuleLog;
import io.hawser.rule.RuleRegister;
import io.hawser.rule.RuleStore;
import io.hawser.session.PastSessions;
import io.hawser.sharing.InvitationStore;
import io.hawser.sharing.OwnerStore;
import io.hawser.sharing.ShareOutbox;
import io.hawser.sharing.ShareStore;
import io.hawser.sharing.SpaceStore;
import io.hawser.ticket.LogBook;
import io.hawser.ticket.TicketStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Everything that is kept in PostgreSQL, behind the features' ports. Safe for use by any thread. */
public final class PostgresStores {
    private static final Duration PING = Duration.ofSeconds(2);
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
    private static final int STATEMENTS = 256;
    private static final int STATEMENT_LENGTH = 8192;

    private final Database database;
    private final UserStore users;
    private final DeviceStore devices;
    private final ShareStore shares;
    private final SpaceStore spaces;
    private final HistoryStore history;
    private final long epochFloor;
    private final Clock clock;

    private PostgresStores(Database database, Clock clock, long epochFloor) {
        this.database = database;
        this.epochFloor = epochFloor;
        this.clock = clock;
        users = new PgUserStore(database);
        devices = new PgDeviceStore(database, clock);
        shares = new PgShareStore(database, clock);
        spaces = new PgSpaceStore(database, clock);
        history = new PgHistoryStore(database);
    }

    /**
     * Migrates the database on a worker and opens the connections. Fails with one line for a person ({@code UNAVAILABLE}) when
     * PostgreSQL can't be reached, lets nobody in, is too old or can't be migrated, and with
     * {@link IllegalArgumentException} when the URL is none.
     */
    public static Future<PostgresStores> connect(Vertx vertx, PostgresSettings settings) {
        return connect(vertx, settings, Clock.systemUTC());
    }

    /** As {@link #connect(Vertx, PostgresSettings)}, with the clock by which grants expire in lists. */
    public static Future<PostgresStores> connect(Vertx vertx, PostgresSettings settings, Clock clock) {
        PostgresAddress address;
        try {
            address = PostgresAddress.of(settings.url());
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        Migration migration = new Migration(address, settings.connect());
        return vertx.executeBlocking(() -> {
                    migration.run();
                    long floor = new Restores(new PostgresLine(settings)).epochFloor();
                    return new PostgresStores(open(vertx, settings, address), clock, floor);
                })
                .compose(stores -> stores.database
                        .ping(settings.statement())
                        .map(stores)
                        .recover(cause -> stores.close()
                                .transform(closed -> Future.failedFuture(
                                        Failure.unavailable("PostgreSQL at " + address + " does not answer.")))));
    }

    /** People. */
    public UserStore users() {
        return users;
    }

    /** The register of devices. */
    public DeviceStore devices() {
        return devices;
    }

    /** Grants. */
    public ShareStore shares() {
        return shares;
    }

    /** Who owns what. */
    public OwnerStore owners() {
        return new PgOwnerStore(database, clock);
    }

    /** What devices' logs are yet to say of changes of who may do what. */
    public ShareOutbox shareOutbox() {
        return new PgShareOutbox(database);
    }

    /** What of sessions' terms is to be other than usual. */
    public TermsStore terms() {
        return new PgTermsStore(database);
    }

    /** What administrators made of models. */
    public ModelStore models() {
        return new PgModelStore(database);
    }

    /** Roles that somebody is offered. */
    public InvitationStore invitations() {
        return new PgInvitationStore(database);
    }

    /** Households and sites. */
    public SpaceStore spaces() {
        return spaces;
    }

    /** Who did what with all of these. */
    public AuditStore audit() {
        return new PgAuditStore(database);
    }

    /** What all nodes know and nobody else. */
    public SealedStore sealed() {
        return new PgSealedStore(database);
    }

    /** Who was erased. */
    public ErasureStore erasures() {
        return new PgErasureStore(database);
    }

    /** What is kept of each person. */
    public PersonalData personalData() {
        return new PgPersonalData(database);
    }

    /** The kept log. */
    public HistoryStore history() {
        return history;
    }

    /** How much of it there is, and whether it is found in time. */
    public CheckCensus checkCensus() {
        return new PgCheckCensus(database, clock);
    }

    /** What does not work as it should. */
    public FaultStore faults() {
        return new PgFaultStore(database, clock);
    }

    /** What was done with each device. */
    public LogBook logBook() {
        return new PgLogBook(database);
    }

    /** Drills. */
    public DrillStore drills() {
        return new PgDrillStore(database);
    }

    /** Which hardware speaks for a device. */
    public ReplacementStore replacements() {
        return new PgReplacementStore(database);
    }

    /** People's work on faults. */
    public TicketStore tickets() {
        return new PgTicketStore(database, clock);
    }

    /** When somebody works where. */
    public MaintenanceStore maintenance() {
        return new PgMaintenanceStore(database);
    }

    /** What people do not want to be told of. */
    public MuteStore mutes() {
        return new PgMuteStore(database);
    }

    /**
     * What is done about that.
     *
     * @param reopen for how long after its ticket was closed a fault that comes back reopens it
     */
    public RepairStore repairs(Duration reopen) {
        return new PgRepairStore(database, reopen);
    }

    /** How much of that there is. */
    public RepairCensus repairCensus() {
        return new PgRepairCensus(database);
    }

    /** Where it is kept how watches stand. */
    public CheckStore checks() {
        return new PgCheckStore(database);
    }

    /** What checks ask of the kept log. */
    public CheckLog checkLog() {
        return new PgCheckLog(database, history);
    }

    /** Where rules stand, and what they have yet to do. */
    public RuleStore ruleStore() {
        return new PgRuleStore(database);
    }

    /** The rules of people. */
    public RuleRegister rules() {
        return new PgRuleRegister(database);
    }

    /** What a rule that is tried reads of the kept log. */
    public RuleLog ruleLog() {
        return new PgRuleLog(database);
    }

    /** What people are told of. */
    public AlertStore alerts() {
        return new PgAlertStore(database);
    }

    /** Messages that go out. */
    public DeliveryStore deliveries() {
        return new PgDeliveryStore(database);
    }

    /** What people are told in the panel. */
    public InboxStore inbox() {
        return new PgInboxStore(database, clock);
    }

    /** How people want to be told. */
    public PreferenceStore preferences() {
        return new PgPreferenceStore(database);
    }

    /** Browsers that show notifications. */
    public PushStore browsers() {
        return new PgPushStore(database);
    }

    /** Programs that are told. */
    public WebhookStore webhooks() {
        return new PgWebhookStore(database);
    }

    /** Sessions of devices that ended. */
    public PastSessions pastSessions() {
        return new PgPastSessions(database);
    }

    /** Sessions of people that ended. */
    public EndedSessions endedSessions() {
        return new PgEndedSessions(database);
    }

    /** States at the beginning of days. */
    public SnapshotStore snapshots() {
        return new PgSnapshotStore(database);
    }

    /**
     * The device after the newest entry that is kept of it, for a live store that does not know it. Where a backup was restored it goes
     * on under a later epoch than any that there can have been before, even if nothing is kept of it. Fails with {@code UNAVAILABLE}.
     */
    public Future<Optional<Snapshot>> last(DeviceId device) {
        return history.stateAt(device, END).map(last -> epochFloor == 0 ? last : Optional.of(lifted(device, last)));
    }

    private Snapshot lifted(DeviceId device, Optional<Snapshot> last) {
        return last.map(s -> new Snapshot(
                        s.device(),
                        Math.max(s.epoch(), epochFloor),
                        s.revision(),
                        s.state(),
                        s.desired(),
                        s.desiredRevision(),
                        s.presence()))
                .orElseGet(() ->
                        new Snapshot(device, epochFloor, 0, Map.of(), Map.of(), 0, Presence.never(Instant.EPOCH)));
    }

    /** Whether PostgreSQL answers within two seconds; fails with {@code UNAVAILABLE}. */
    public Future<Void> ping() {
        return database.ping(PING);
    }

    /** Closes every connection. */
    public Future<Void> close() {
        return database.close();
    }

    private static Database open(Vertx vertx, PostgresSettings settings, PostgresAddress address) {
        PgConnectOptions options = address.options()
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENTS)
                .setPreparedStatementCacheSqlLimit(STATEMENT_LENGTH)
                .addProperty("application_name", "hawser")
                // Compiling a statement over the partitions of a year takes seconds, and running it does not.
                .addProperty("jit", "off")
                .addProperty(
                        "statement_timeout", String.valueOf(settings.statement().toMillis()));
        return new Database(
                PgBuilder.client()
                        .with(network(settings))
                        .with(pool("postgres-lines", settings, PostgresSettings.LINES))
                        .connectingTo(options)
                        .using(vertx)
                        .build(),
                PgBuilder.pool()
                        .with(network(settings))
                        .with(pool("postgres-pool", settings, settings.pool()))
                        .connectingTo(options)
                        .using(vertx)
                        .build(),
                settings.statement());
    }

    /** A server that fell silent is noticed soon: by what is on its way, or else by keep-alives. */
    private static NetClientOptions network(PostgresSettings settings) {
        return new NetClientOptions()
                .setConnectTimeout((int) settings.connect().toMillis())
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setTcpUserTimeout((int) settings.statement().toMillis());
    }

    private static PoolOptions pool(String name, PostgresSettings settings, int size) {
        return new PoolOptions()
                .setName(name)
                .setMaxSize(size)
                .setConnectionTimeout((int) settings.connect().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
    }
}
