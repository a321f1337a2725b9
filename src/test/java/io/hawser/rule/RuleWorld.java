package io.hawser.rule;

import static io.hawser.testing.Futures.done;

import io.hawser.bus.Bus;
import io.hawser.command.CommandService;
import io.hawser.command.CommandStore;
import io.hawser.command.CommandStore.Submission;
import io.hawser.command.CommandStore.Submitted;
import io.hawser.domain.Actor;
import io.hawser.domain.Command;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.FiringId;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.RuleId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.hawser.protocol.YamlText;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.hawser.session.Wish;
import io.hawser.sharing.AccessPolicy;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.testing.CountingIds;
import io.hawser.testing.ManualClock;
import io.hawser.testing.Stub;
import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Rules of people on a real PostgreSQL, with a ledger of commands in memory, and time that passes only when a test says so. */
final class RuleWorld implements AutoCloseable {
    static final User ANA = new User(
            new UserId("usr_ana"), "ana", "Ana", UserRole.MEMBER, false, Instant.parse("2026-03-01T12:00:00Z"));
    static final User BEN = new User(
            new UserId("usr_ben"), "ben", "Ben", UserRole.MEMBER, false, Instant.parse("2026-03-01T12:00:00Z"));

    final ManualClock clock = new ManualClock();
    final PostgresStores stores;
    /** What devices were told, each once. */
    final List<Submission> told = new ArrayList<>();

    final List<Wish> wishes = new ArrayList<>();
    final RuleTally tally = new RuleTally();
    private final TestPostgres postgres;
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final CountingIds ids = new CountingIds();
    private final Map<String, Submission> keys = new LinkedHashMap<>();
    private final Set<String> wished = new HashSet<>();
    private final Map<DeviceId, Long> revisions = new LinkedHashMap<>();
    private final AccessPolicy access;
    private final RuleService rules;
    private Node node;
    private int number;

    RuleWorld(TestPostgres postgres) {
        this.postgres = postgres;
        stores = done(PostgresStores.connect(vertx, PostgresSettings.of(postgres.url(), 4), clock));
        for (User user : List.of(ANA, BEN)) {
            execute("INSERT INTO users (id, login, login_key, name, role, password_hash, created) VALUES"
                    + " ('%s', '%s', '%s', '%s', 'member', '', now())"
                            .formatted(user.id(), user.login(), user.login(), user.name()));
        }
        access = new AccessPolicy(vertx, stores.shares(), stores.devices(), stores.spaces(), bus, clock);
        rules = new RuleService(
                stores.rules(),
                stores.ruleLog(),
                stores.history(),
                access,
                capable(),
                ids,
                clock,
                System::nanoTime,
                RuleSettings.USUAL);
        node = node(UnaryOperator.identity());
    }

    private static Capabilities capable() {
        return new Stub<>(Capabilities.class)
                .on("command", given -> {
                    if (given[1].equals("fly")) {
                        throw Failure.invalid("/name", "must be one of set");
                    }
                    return null;
                })
                .on("desired", given -> null)
                .port();
    }

    /** What of a node runs rules. */
    record Node(RuleEngine engine, RuleActor actor) {}

    /** One more node, which knows nothing but what is stored. */
    Node node(UnaryOperator<RuleStore> mortal) {
        RuleStore store = mortal.apply(stores.ruleStore());
        SessionStore sessions = new Stub<>(SessionStore.class)
                .on("wish", given -> {
                    Wish wish = (Wish) given[0];
                    if (wished.add(wish.device() + " " + wish.key())) {
                        wishes.add(wish);
                    }
                    return Optional.empty();
                })
                .port();
        return new Node(
                new RuleEngine(
                        store,
                        stores.history(),
                        () -> Future.succeededFuture(new Outbox.Backlog(0, Duration.ZERO)),
                        bus,
                        ids,
                        clock,
                        RuleSettings.USUAL,
                        tally),
                new RuleActor(
                        store,
                        stores.faults(),
                        new CommandService(ledger(), bus, clock),
                        new SessionService(sessions, bus, clock),
                        access,
                        capable(),
                        Duration.ofSeconds(30),
                        bus,
                        ids,
                        clock,
                        RuleSettings.USUAL,
                        tally));
    }

    private CommandStore ledger() {
        return new Stub<>(CommandStore.class)
                .on("submit", given -> submit((Submission) given[0]))
                .port();
    }

    private Submitted submit(Submission submission) {
        Submission first = keys.putIfAbsent(submission.scope() + submission.key(), submission);
        if (first == null) {
            told.add(submission);
        }
        Submission of = first == null ? submission : first;
        Instant now = clock.instant();
        Command command = new Command(
                of.id(),
                of.device(),
                of.name(),
                of.args(),
                CommandStatus.SENT,
                null,
                null,
                null,
                null,
                of.by(),
                now,
                now.plus(of.ttl()),
                null);
        return new Submitted(command, first != null, List.of(), null);
    }

    /** The node dies, and another one that knows nothing takes over. */
    void anotherNode() {
        node = node(UnaryOperator.identity());
    }

    RuleService rules() {
        return rules;
    }

    DeviceId device(User owner, String model) {
        DeviceId id = new DeviceId("dev_" + ++number);
        execute("INSERT INTO devices (id, name, model, owner, secret_hash, claim_hash, created)"
                + " VALUES ('%s', 'Thing %d', '%s', '%s', '', '', now())".formatted(id, number, model, owner.id()));
        return id;
    }

    /** A space of Ana's with these devices. */
    String space(DeviceId... devices) {
        String id = "spc_" + ++number;
        execute("INSERT INTO spaces (id, name, owner, created) VALUES ('%s', 'Home', '%s', now())"
                .formatted(id, ANA.id()));
        for (DeviceId device : devices) {
            execute("INSERT INTO space_devices VALUES ('%s', '%s')".formatted(id, device));
        }
        return id;
    }

    RuleId rule(User owner, String yaml) {
        YamlText text = YamlText.of(yaml);
        return done(rules.add(owner, text.root(), yaml, by(owner))).rule().id();
    }

    static Actor by(User user) {
        return new Actor.ByUser(user.id(), user.name(), Via.REST);
    }

    /** The device reports; what it came of, null: nothing else. */
    void report(DeviceId device, String values, @Nullable String cause) {
        hear(device, Kind.STATE, "{\"set\":%s,\"unset\":[]}".formatted(values.replace('\'', '"')), cause);
    }

    void report(DeviceId device, String values) {
        report(device, values, null);
    }

    void event(DeviceId device, String name) {
        hear(device, Kind.EVENT, "{\"name\":\"%s\",\"data\":{}}".formatted(name), null);
    }

    private void hear(DeviceId device, Kind kind, String body, @Nullable String cause) {
        Kept entry = new Kept(
                device,
                1,
                revisions.merge(device, 1L, Long::sum),
                kind,
                clock.instant(),
                new Json("{\"device\":\"" + device + "\"}"),
                cause,
                new Json(body),
                clock.instant());
        done(stores.history().keep(List.of(entry)).compose(kept -> node.engine().kept(List.of(entry))));
        act();
    }

    /** Everything that is due and waits. */
    void act() {
        act(node);
    }

    static void act(Node on) {
        boolean more = true;
        while (more) {
            boolean due = done(on.engine().due());
            more = done(on.actor().turn()) || due;
        }
    }

    Node current() {
        return node;
    }

    /** Lets time pass, with a look every minute. */
    void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            Duration left = Duration.between(clock.instant(), end);
            clock.pass(left.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : left);
            act();
        }
    }

    /** Which firings there were, oldest first. */
    List<Firing> firings(RuleId rule) {
        List<Firing> all =
                new ArrayList<>(done(stores.rules().firings(rule, 100, null)).items());
        java.util.Collections.reverse(all);
        return all;
    }

    /** What devices were told, as {@code dev_1 set}. */
    List<String> commands() {
        return told.stream().map(one -> one.device() + " " + one.name()).toList();
    }

    Optional<Firing> firing(RuleId rule, FiringId firing) {
        return done(stores.rules().firing(rule, firing));
    }

    List<String> texts(String sql) {
        try (var connection = postgres.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void execute(String sql) {
        try {
            postgres.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        access.close();
        done(stores.close());
        done(vertx.close());
    }
}
