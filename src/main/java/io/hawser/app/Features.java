package io.hawser.app;

import io.hawser.archive.ArchiveStore;
import io.hawser.archive.LogQueryService;
import io.hawser.audit.AuditService;
import io.hawser.bus.Bus;
import io.hawser.bus.FaultsMoved;
import io.hawser.check.CheckBook;
import io.hawser.check.CheckService;
import io.hawser.check.CheckTexts;
import io.hawser.check.DeviceChecks;
import io.hawser.command.CommandService;
import io.hawser.device.DeviceService;
import io.hawser.device.ReplacementService;
import io.hawser.device.TermsService;
import io.hawser.domain.NewIds;
import io.hawser.drill.DrillService;
import io.hawser.edge.rest.FaultDesk;
import io.hawser.edge.rest.RepairDesk;
import io.hawser.fault.FaultService;
import io.hawser.fault.Handbook;
import io.hawser.fault.MaintenanceService;
import io.hawser.fault.MuteService;
import io.hawser.history.HistoryStore;
import io.hawser.identity.AccessTokens;
import io.hawser.identity.IdentityService;
import io.hawser.identity.LoginThrottle;
import io.hawser.identity.Passwords;
import io.hawser.identity.SealedSecrets;
import io.hawser.identity.SetupCode;
import io.hawser.identity.UserService;
import io.hawser.model.DeviceModel;
import io.hawser.model.DeviceModels;
import io.hawser.model.ModelFiles;
import io.hawser.model.ModelParts;
import io.hawser.model.ModelReader;
import io.hawser.model.ModelService;
import io.hawser.repair.RepairService;
import io.hawser.repair.StrategyBook;
import io.hawser.rule.Capabilities;
import io.hawser.rule.ModelRules;
import io.hawser.rule.RuleActor;
import io.hawser.rule.RuleEngine;
import io.hawser.rule.RuleService;
import io.hawser.rule.RuleTally;
import io.hawser.session.LiveConnections;
import io.hawser.session.SessionService;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.InvitationService;
import io.hawser.sharing.SessionDirectory;
import io.hawser.sharing.ShareCarrier;
import io.hawser.sharing.SharingService;
import io.hawser.sharing.SpaceService;
import io.hawser.storage.archive.ArchiveFiles;
import io.hawser.storage.archive.ParquetArchive;
import io.hawser.storage.archive.ParquetQueries;
import io.hawser.storage.postgres.PostgresLine;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.storage.redis.RedisStores;
import io.hawser.ticket.LogBook;
import io.hawser.ticket.TicketService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The features of a node, wired. */
final class Features implements AutoCloseable {
    /** Who knows what a model's checks, rules and ways of repair must be. */
    static final ModelParts MODEL_PARTS = new ModelParts(
            (model, checks, path) -> CheckBook.errors(checks, model::knows, path),
            (model, rules, path) -> ModelRules.errors(rules, model.name(), path),
            (model, repair, path) -> StrategyBook.errors(repair, path));

    private static final Logger LOG = LoggerFactory.getLogger(Features.class);

    final Bus bus;
    final Clock clock;
    final NewIds ids;
    final LiveConnections live = new LiveConnections();
    final DeviceModels models;
    final ModelService modelService;
    final SetupCode setupCode;
    final SessionService sessions;
    final CommandService commands;
    final IdentityService identity;
    final UserService users;
    final DeviceService devices;
    final TermsService terms;
    final AccessPolicy access;
    final ShareCarrier shareCarrier;
    final SharingService sharing;
    final SpaceService spaces;
    final InvitationService invitations;
    final SessionDirectory directory;
    final ArchiveStore archive;
    final LogQueryService queries;
    final AuditService audit;
    final FaultService faults;
    final Handbook handbook;
    final TicketService tickets;
    final MaintenanceService maintenance;
    final MuteService mutes;
    final RepairService repairs;
    final ReplacementService replacements;
    final DrillService drills;
    private final LogBook book;
    final CheckService checks;
    final DeviceChecks deviceChecks;
    final RuleTally ruleTally = new RuleTally();
    final RuleEngine ruleEngine;
    final RuleActor ruleActor;
    final RuleService rules;
    final ModelRules modelRules;
    final Alerts alerts;
    private final Passwords passwords;
    private final ArchiveFiles archiveFiles;
    private final Bus.Subscription missed;

    /**
     * Blocks while the key of the access tokens and what is sealed under it are read or made.
     *
     * @param url where this machine finds the panel
     */
    Features(
            Vertx vertx,
            HubConfig config,
            PartSettings settings,
            DataFolder folder,
            RedisStores redis,
            PostgresStores postgres,
            PostgresLine line,
            Supplier<String> url,
            Clock clock)
            throws IOException {
        this.clock = clock;
        ids = new UuidIds(clock);
        bus = new Bus(vertx);
        ModelReader reader = new ModelReader(MODEL_PARTS);
        models = new DeviceModels(ModelFiles.read(config.models().folder(), reader));
        modelService = new ModelService(vertx, models, reader, postgres.models(), bus, clock);
        setupCode = new SetupCode(config.setupCode());
        sessions = new SessionService(redis.sessions(), bus, clock);
        missed = bus.onMissed(any -> sessions.offerAgain(live.all())
                .onFailure(cause ->
                        LOG.atWarn().setCause(cause).log("what waits for devices could not be offered again")));
        commands = new CommandService(redis.commands(), bus, clock);
        passwords = new Passwords(vertx, config.limits().passwordMemory());
        Path keyFile = folder.path().resolve("secrets/tokens.jwk");
        AccessTokens tokens = AccessTokens.open(vertx, keyFile, config.tokens().access(), clock);
        identity = new IdentityService(
                vertx,
                postgres.users(),
                redis.people(),
                passwords,
                tokens,
                new LoginThrottle(config.limits().loginAttempts(), clock),
                setupCode,
                postgres.audit(),
                bus,
                ids,
                settings.identity(),
                clock);
        users = new UserService(postgres.users(), redis.people(), passwords, bus, ids, clock);
        devices = new DeviceService(
                vertx,
                postgres.devices(),
                postgres.shares()::holders,
                sessions,
                redis.sessions(),
                models,
                bus,
                ids,
                clock);
        terms = new TermsService(postgres.terms(), devices, models, settings.terms(), bus, clock);
        access = new AccessPolicy(vertx, postgres.shares(), postgres.devices(), postgres.spaces(), bus, clock);
        shareCarrier = new ShareCarrier(postgres.shareOutbox(), redis.shareLog(), bus);
        sharing = new SharingService(
                access,
                postgres.shares(),
                postgres.devices(),
                postgres.users(),
                postgres.owners(),
                shareCarrier,
                postgres.audit(),
                bus,
                clock);
        spaces = new SpaceService(access, postgres.spaces(), postgres.users(), shareCarrier, bus, ids, clock);
        invitations = new InvitationService(
                access, postgres.invitations(), sharing, spaces, postgres.devices(), postgres.users(), bus, clock);
        directory = new SessionDirectory(
                access,
                redis.people(),
                redis.sessions(),
                postgres.pastSessions(),
                postgres.endedSessions(),
                sessions,
                postgres.audit(),
                bus,
                clock);
        audit = new AuditService(postgres.audit());
        faults = new FaultService(postgres.faults(), bus, ids, clock);
        maintenance = new MaintenanceService(postgres.maintenance(), bus, clock);
        mutes = new MuteService(postgres.mutes(), clock);
        CheckBook watched = new CheckBook(models::checks);
        handbook = new CheckTexts(watched);
        tickets = new TicketService(postgres.tickets(), bus, ids, clock);
        repairs = new RepairService(
                postgres.repairs(config.repair().reopen()),
                commands,
                sessions,
                redis.sessions(),
                new StrategyBook(
                        config.repair().strategies(),
                        model -> models.find(model).map(DeviceModel::repair).orElse(List.of())),
                new RepairService.ModelChecks(models::checkCommand, models::checkDesired),
                config.repair(),
                bus,
                ids,
                clock);
        replacements = new ReplacementService(
                postgres.replacements(), (device, reason, by) -> sessions.end(device, null, reason, by), bus, clock);
        book = postgres.logBook();
        drills = new DrillService(postgres.drills(), postgres.faults(), redis.sessions(), bus, ids, clock);
        checks = new CheckService(
                postgres.checks(),
                postgres.faults(),
                postgres.checkLog(),
                watched,
                redis.outbox()::backlog,
                () -> bus.publish(new FaultsMoved()),
                bus,
                ids,
                clock,
                config.checks());
        deviceChecks = new DeviceChecks(postgres.checks(), watched, checks, bus, clock);
        ruleEngine = new RuleEngine(
                postgres.ruleStore(),
                postgres.history(),
                redis.outbox()::backlog,
                bus,
                ids,
                clock,
                config.rules(),
                ruleTally);
        Capabilities capabilities = new ModelCapabilities(devices, models);
        ruleActor = new RuleActor(
                postgres.ruleStore(),
                postgres.faults(),
                commands,
                sessions,
                access,
                capabilities,
                config.commands().ttl(),
                bus,
                ids,
                clock,
                config.rules(),
                ruleTally);
        rules = new RuleService(
                postgres.rules(),
                postgres.ruleLog(),
                postgres.history(),
                access,
                capabilities,
                ids,
                clock,
                System::nanoTime,
                config.rules());
        modelRules = new ModelRules(
                postgres.rules(),
                () -> models.all().stream().collect(Collectors.toMap(DeviceModel::name, DeviceModel::rules)),
                bus,
                clock);
        SharedSecrets shared = new SharedSecrets(folder, SealedSecrets.open(keyFile, postgres.sealed()));
        alerts = new Alerts(vertx, config.alerts(), folder.node(), shared, postgres, bus, handbook, url, clock);
        archiveFiles = ArchiveFiles.at(settings.archive());
        archive = new ParquetArchive(line, archiveFiles, clock);
        queries = new LogQueryService(vertx, new ParquetQueries(line, archiveFiles), settings.queries());
    }

    /** Hears of what is kept: checks, what finds faults that were injected, and rules. */
    Future<Void> kept(List<HistoryStore.Kept> entries) {
        return checks.kept(entries).compose(checked -> drills.kept(entries)).compose(found -> ruleEngine.kept(entries));
    }

    /** What routes about faults work with. */
    FaultDesk faultDesk() {
        return new FaultDesk(faults, handbook, maintenance, mutes);
    }

    /** What routes about work on faults work with. */
    RepairDesk repairDesk() {
        return new RepairDesk(tickets, repairs, replacements, drills, book);
    }

    @Override
    public void close() {
        missed.close();
        modelService.close();
        modelRules.close();
        checks.close();
        alerts.close();
        repairs.close();
        queries.close();
        archiveFiles.close();
        access.close();
        devices.close();
        identity.close();
        passwords.close();
    }
}
