package io.hawser.app;

import io.hawser.app.Settings.Given;
import io.hawser.archive.Retention;
import io.hawser.check.CheckSettings;
import io.hawser.domain.Kind;
import io.hawser.identity.Passwords;
import io.hawser.protocol.Words;
import io.hawser.repair.RepairSettings;
import io.hawser.rule.RuleSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All settings of the hub, read once. {@code conf/hawser.yaml} tells what each one means.
 *
 * @param data the folder of everything that this installation keeps
 */
public record HubConfig(
        Path data,
        Http http,
        @Nullable Tls tls,
        Redis redis,
        Postgres postgres,
        @Nullable String setupCode,
        Log log,
        Limits limits,
        Session session,
        Terminal terminal,
        Commands commands,
        Tokens tokens,
        Models models,
        Retention retention,
        ArchiveSettings archive,
        AlertConfig alerts,
        RepairSettings repair,
        RuleSettings rules,
        CheckSettings checks,
        Drain drain) {

    /**
     * The door. Port 0 takes a free one.
     *
     * @param webroot the panel's files; null: those in the program
     */
    public record Http(
            String host,
            int port,
            List<String> origins,
            List<String> proxies,
            List<String> scrapers,
            @Nullable Path webroot) {
        public Http {
            origins = List.copyOf(origins);
            proxies = List.copyOf(proxies);
            scrapers = List.copyOf(scrapers);
        }
    }

    /** The door's certificate and its key, as PEM files. */
    public record Tls(Path cert, Path key) {}

    /**
     * The live store.
     *
     * @param url of the server, or of any node of a cluster; null: embedded
     */
    public record Redis(@Nullable String url, boolean cluster, Fsync fsync) {}

    /** When the embedded Redis forces its log to the disk. */
    public enum Fsync {
        EVERYSEC,
        ALWAYS
    }

    /** The kept store; without a URL it is embedded. */
    public record Postgres(@Nullable String url, int pool) {}

    /**
     * The hub's own log and how many entries of each device's log the live store holds.
     *
     * @param length entries a device
     * @param age how long they are held at least
     */
    public record Log(Format format, Level level, int length, Duration age) {}

    /** How log lines look. */
    public enum Format {
        TEXT,
        JSON
    }

    /** From which weight on something is logged. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /**
     * What one party may take.
     *
     * @param loginAttempts a minute, for each account and each address
     * @param passwordMemory KiB that the hash of a password costs; no setting
     * @param frame bytes of the longest message
     * @param deviceRate messages a second of one device
     * @param terminalRate messages a second of one terminal
     */
    public record Limits(
            int userConnections,
            int addressConnections,
            int loginAttempts,
            int passwordMemory,
            int frame,
            int deviceRate,
            int terminalRate) {}

    /**
     * Sessions of devices.
     *
     * @param grace how long an absence lasts before it counts for people
     * @param state bytes of the largest state
     */
    public record Session(Duration heartbeat, Duration ttl, Duration grace, Flapping flapping, int state) {}

    /** More connections after broken links than these within that time, and a device is held off for a while. */
    public record Flapping(int connections, Duration within) {}

    /** Sessions of terminals. */
    public record Terminal(Duration heartbeat, Duration ttl) {}

    /**
     * Commands.
     *
     * @param ttl how long one lives whose sender did not say
     */
    public record Commands(Duration ttl) {}

    /** How long tokens of users live. */
    public record Tokens(Duration access, Duration refresh) {}

    /**
     * Models of devices beside those that come along.
     *
     * @param folder of files; null: none
     */
    public record Models(@Nullable Path folder) {}

    /**
     * The way out.
     *
     * @param timeout how long it may take to write what is begun
     * @param spread within which time clients are asked to come back
     */
    public record Drain(Duration timeout, Duration spread) {}

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");
    private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+");
    private static final Pattern NETWORK = Pattern.compile("[0-9A-Fa-f.:]+(/\\d{1,3})?");
    private static final Pattern REDIS = Pattern.compile("rediss?://[^,\\s?#]+");
    private static final Pattern POSTGRES = Pattern.compile("postgres(ql)?://\\S+");
    private static final Pattern CODE = Pattern.compile("\\S{4,128}");

    /**
     * Reads and checks everything.
     *
     * @param file the settings file that was asked for; null: {@code conf/hawser.yaml}, if it is there
     * @param flags what the command line said, by path
     */
    static HubConfig read(@Nullable Path file, Map<String, String> environment, Map<String, Given> flags)
            throws BadSettings {
        String named = environment.getOrDefault("HAWSER_CONFIG", "");
        Path path = file != null ? file : named.isEmpty() ? null : Path.of(named);
        Settings settings = new Settings(SettingsFile.read(path), environment, flags);
        HubConfig config = from(settings, (path == null ? SettingsFile.USUAL : path).resolveSibling("models"));
        settings.check();
        return config;
    }

    /** With nothing set but what is given by path. */
    public static HubConfig of(Map<String, String> given) throws BadSettings {
        Map<String, Given> flags = new TreeMap<>();
        given.forEach((path, text) -> flags.put(path, new Given(text, "given")));
        Settings settings = new Settings(Map.of(), Map.of(), flags);
        HubConfig config = from(settings, null);
        settings.check();
        return config;
    }

    /**
     * The one list of all settings with their defaults and bounds.
     *
     * @param models the folder of models where none is set, if it is there; null: none
     */
    static HubConfig from(Settings settings, @Nullable Path models) {
        Redis redis = new Redis(
                settings.textOrNull(
                        "redis.url",
                        REDIS,
                        "must be redis://[user][:password]@host[:port][/database], or rediss:// for TLS"),
                settings.yes("redis.cluster", false),
                settings.choice("redis.fsync", Fsync.class, Fsync.EVERYSEC));
        if (redis.cluster() && redis.url() == null) {
            settings.problem("redis.cluster", "needs redis.url: the embedded Redis is no cluster");
        }
        Session session = new Session(
                settings.duration("session.heartbeat", seconds(30), Duration.ofMillis(100), hours(1)),
                settings.duration("session.ttl", minutes(10), Duration.ofMillis(100), days(30)),
                settings.duration("session.grace", seconds(10), Duration.ZERO, hours(1)),
                new Flapping(
                        settings.number("session.flapping.connections", 15, 2, 1_000_000),
                        settings.duration("session.flapping.within", minutes(1), seconds(1), days(1))),
                settings.size("session.state", 64 * 1024, 1024, 1024 * 1024));
        if (session.ttl().compareTo(session.heartbeat()) < 0) {
            settings.problem("session.ttl", "must not be shorter than session.heartbeat");
        }
        return new HubConfig(
                settings.folder("data", "data"),
                new Http(
                        host(settings),
                        settings.number("http.port", 8080, 0, 65_535),
                        settings.list("http.origins", ORIGIN, "must be origins such as https://panel.example.org"),
                        settings.list("http.proxies", NETWORK, "must be addresses or networks such as 10.0.0.0/8"),
                        settings.list("http.scrapers", NETWORK, "must be addresses or networks such as 10.0.0.0/8"),
                        settings.pathOrNull("http.webroot", "must be the path of a folder")),
                tls(settings),
                redis,
                new Postgres(
                        settings.textOrNull(
                                "postgres.url", POSTGRES, "must be postgresql://user:password@host:port/database"),
                        settings.number("postgres.pool", 8, 1, 200)),
                settings.secretOrNull("setup.code", CODE, "must be 4 to 128 characters without spaces"),
                new Log(
                        settings.choice("log.format", Format.class, Format.TEXT),
                        settings.choice("log.level", Level.class, Level.INFO),
                        settings.number("log.length", 1000, 10, 1_000_000),
                        settings.duration("log.age", Duration.ofHours(1), minutes(1), days(365))),
                new Limits(
                        settings.number("limits.user.connections", 100, 1, 1_000_000),
                        settings.number("limits.address.connections", 1000, 1, 1_000_000),
                        settings.number("limits.login.attempts", 10, 1, 1_000_000),
                        Passwords.MEMORY,
                        settings.size("limits.frame", 64 * 1024, 1024, 16 * 1024 * 1024),
                        settings.number("limits.device.rate", 1000, 1, 1_000_000),
                        settings.number("limits.terminal.rate", 100, 1, 1_000_000)),
                session,
                new Terminal(
                        settings.duration("terminal.heartbeat", seconds(30), Duration.ofMillis(100), hours(1)),
                        settings.duration("terminal.ttl", minutes(10), seconds(1), days(30))),
                new Commands(settings.duration("command.ttl", seconds(30), Duration.ofMillis(100), days(7))),
                new Tokens(
                        settings.duration("tokens.access", minutes(15), seconds(1), days(1)),
                        settings.duration("tokens.refresh", days(30), minutes(1), days(365))),
                models(settings, models),
                retention(settings),
                ArchiveSettings.from(settings),
                AlertConfig.from(settings),
                repair(settings),
                rules(settings),
                checks(settings),
                new Drain(
                        settings.duration("drain.timeout", seconds(10), seconds(1), minutes(5)),
                        settings.duration("drain.spread", seconds(5), Duration.ofMillis(100), minutes(5))));
    }

    /** The same with hashes of passwords that cost less: for tests that do not test them. */
    public HubConfig withPasswordMemory(int kib) {
        Limits with = new Limits(
                limits.userConnections(),
                limits.addressConnections(),
                limits.loginAttempts(),
                kib,
                limits.frame(),
                limits.deviceRate(),
                limits.terminalRate());
        return new HubConfig(
                data, http, tls, redis, postgres, setupCode, log, with, session, terminal, commands, tokens, models,
                retention, archive, alerts, repair, rules, checks, drain);
    }

    private static Models models(Settings settings, @Nullable Path beside) {
        Path folder = settings.pathOrNull("models.folder", "must be the path of a folder");
        if (folder == null) {
            return new Models(beside != null && Files.isDirectory(beside) ? beside : null);
        }
        if (!Files.isDirectory(folder)) {
            settings.problem("models.folder", "must be the path of a folder that is there");
        }
        return new Models(folder);
    }

    private static Retention retention(Settings settings) {
        Duration usual = settings.duration("history.retention.default", days(30), days(1), days(36_500));
        Map<Kind, Duration> kinds = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            String path = "history.retention." + Words.lower(kind);
            kinds.put(kind, settings.duration(path, usual, days(1), days(36_500)));
        }
        return new Retention(
                usual, kinds, settings.duration("history.retention.sessions", usual, days(1), days(36_500)));
    }

    private static RuleSettings rules(Settings settings) {
        RuleSettings usual = RuleSettings.USUAL;
        return new RuleSettings(
                settings.number("rules.perPerson", usual.perPerson(), 1, 100_000),
                settings.duration("rules.late", usual.late(), Duration.ofSeconds(1), days(7)),
                settings.duration("rules.kept", usual.kept(), Duration.ofHours(1), days(3650)),
                usual.mostKept(),
                usual.tick());
    }

    private static RepairSettings repair(Settings settings) {
        return new RepairSettings(
                settings.yes("repair.automatic", true),
                settings.number("repair.together", RepairSettings.USUAL.together(), 1, 1_000_000),
                settings.duration("repair.reopen", RepairSettings.USUAL.reopen(), Duration.ZERO, days(365)),
                settings.pathOrNull("repair.strategies", "must be the path of a file"),
                RepairSettings.USUAL.tick());
    }

    private static CheckSettings checks(Settings settings) {
        CheckSettings usual = CheckSettings.USUAL;
        return new CheckSettings(
                usual.tick(),
                settings.duration("checks.outage.within", usual.together(), seconds(1), hours(1)),
                settings.number("checks.outage.least", usual.least(), 2, 1_000_000),
                settings.number("checks.outage.many", usual.many(), 2, 1_000_000),
                settings.duration("checks.outage.settle", usual.settle(), Duration.ZERO, days(1)));
    }

    private static @Nullable Tls tls(Settings settings) {
        Path cert = settings.pathOrNull("tls.cert", "must be the path of a file");
        Path key = settings.pathOrNull("tls.key", "must be the path of a file");
        if (cert != null && key != null) {
            return new Tls(cert, key);
        }
        if (cert != null || key != null) {
            settings.problem(cert == null ? "tls.cert" : "tls.key", "must be set as well: the two belong together");
        }
        return null;
    }

    private static String host(Settings settings) {
        String host = settings.textOrNull("http.host", HOST, "must be the name or address of an interface");
        return host == null ? "0.0.0.0" : host;
    }

    private static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }

    private static Duration minutes(long count) {
        return Duration.ofMinutes(count);
    }

    private static Duration hours(long count) {
        return Duration.ofHours(count);
    }

    private static Duration days(long count) {
        return Duration.ofDays(count);
    }
}
