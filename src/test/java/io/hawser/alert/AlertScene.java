package io.hawser.alert;

import static io.hawser.testing.Futures.done;

import io.hawser.bus.Bus;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.fault.Handbook;
import io.hawser.fault.Handling;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.testing.ManualClock;
import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A house with a lamp, its people, and all that is kept of alerts in a real database, under a clock that passes when a test says so. */
final class AlertScene implements AutoCloseable {
    static final DeviceId LAMP = new DeviceId("lamp");
    static final SpaceId HOUSE = new SpaceId("house");
    static final UserId ANA = new UserId("ana");
    static final UserId BEN = new UserId("ben");
    static final Handbook WORDS = (code, severity, model, override) -> new Handling(
            Map.of("en", "Not reachable", "zh", "设备离线"),
            Map.of("en", "Its connection is gone.", "zh", "连接中断。"),
            Map.of("en", "Check its power.", "zh", "请检查电源。"));

    private static final Actor HUB = new Actor.ByHub("check");

    final Vertx vertx = Vertx.vertx();
    final ManualClock clock = new ManualClock();
    final Bus bus = new Bus(vertx);
    final PostgresStores stores;
    final Composer composer = new Composer(() -> "https://hub.example");
    /** What has gone out, in the order in which it did. */
    final List<Due> out = new CopyOnWriteArrayList<>();

    final List<Courier> couriers = new ArrayList<>();
    private final TestPostgres postgres;
    private AlertRules rules;
    private int faults;

    AlertScene(TestPostgres postgres) {
        this.postgres = postgres;
        stores = done(PostgresStores.connect(vertx, PostgresSettings.of(postgres.url(), 4), clock));
        rules = new AlertRules(AlertSettings.USUAL, WORDS, Set.of(ChannelKind.values()));
        for (ChannelKind channel : ChannelKind.values()) {
            couriers.add(courier(channel, stores.deliveries(), due -> {
                out.add(due);
                return Future.succeededFuture();
            }));
        }
    }

    Courier courier(ChannelKind channel, DeliveryStore store, Outgoing<Due> way) {
        return new Courier(
                channel, store, way, "node-1", Duration.ofHours(24), new AlertTally(), bus, clock, new Random(1));
    }

    AlertScene settings(AlertSettings settings) {
        rules = new AlertRules(settings, WORDS, Set.of(ChannelKind.values()));
        return this;
    }

    /** A house of Ana with her lamp in it, at noon of another day. */
    AlertScene furnish() throws SQLException {
        Instant noon = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36));
        clock.pass(Duration.between(clock.instant(), noon));
        execute("TRUNCATE users, notices CASCADE");
        person("ana", "member");
        person("ben", "member");
        execute("INSERT INTO devices (id, name, model, owner, secret_hash, claim_hash, created)"
                + " VALUES ('lamp', 'Hall lamp', 'light', 'ana', '', '', now())");
        execute("INSERT INTO spaces (id, name, owner, created) VALUES ('house', 'House', 'ana', now())");
        execute("INSERT INTO space_devices (space, device) VALUES ('house', 'lamp')");
        out.clear();
        return this;
    }

    void person(String id, String office) throws SQLException {
        execute(
                "INSERT INTO users (id, login, login_key, name, role, password_hash, created) VALUES ('%s', '%s', '%s', '%s', '%s', '', now())"
                        .formatted(
                                id,
                                id,
                                id,
                                id.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + id.substring(1),
                                office));
        mail(id, "en");
    }

    /** Somebody wants mail, with nothing else said. */
    void mail(String id, String language) {
        UserId person = new UserId(id);
        Preferences usual = Preferences.USUAL;
        done(stores.preferences()
                .save(
                        person,
                        new Preferences(
                                language,
                                usual.zone(),
                                usual.mail(),
                                usual.sms(),
                                usual.push(),
                                usual.quiet(),
                                usual.digestAt())));
        prove(person, ChannelKind.MAIL, id + "@example.org");
    }

    void prove(UserId person, ChannelKind channel, String address) {
        done(stores.preferences().await(person, channel, address, "hash", 1000, Duration.ofHours(1), clock.instant()));
        done(stores.preferences().prove(person, channel, "hash", 5, clock.instant()));
    }

    void want(UserId person, java.util.function.UnaryOperator<Preferences> wish) {
        Preferences said = done(stores.preferences().find(person)).orElse(Preferences.USUAL);
        done(stores.preferences().save(person, wish.apply(said)));
    }

    void member(UserId person, String role) throws SQLException {
        execute("INSERT INTO space_members (space, member, role) VALUES ('house', '%s', '%s')".formatted(person, role));
    }

    void execute(String sql) throws SQLException {
        postgres.execute(sql);
    }

    /** The first column of all rows. */
    List<String> column(String sql) throws SQLException {
        try (Connection connection = postgres.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }

    FaultId fault(Severity severity) {
        return fault(LAMP, severity, false);
    }

    FaultId fault(DeviceId device, Severity severity, boolean drill) {
        FaultId id = new FaultId("flt_" + ++faults);
        done(stores.faults()
                .open(Fault.found(
                        id,
                        device,
                        "X.FAILED_" + faults,
                        severity,
                        clock.instant(),
                        HUB,
                        Json.EMPTY,
                        null,
                        drill,
                        new Cause(id.value()))));
        return id;
    }

    void become(FaultId fault, FaultStatus status) {
        done(stores.faults()
                .change(fault, found -> Optional.of(found.become(status, HUB, clock.instant(), Json.EMPTY))));
    }

    /** Looks until there is nothing new; for whom there was news in the panel. */
    Set<UserId> look() {
        Set<UserId> people = new HashSet<>();
        AlertStore.Round round;
        do {
            round = done(stores.alerts().look(200, clock.instant(), rules));
            people.addAll(round.people());
        } while (round.more() || round.moved());
        return people;
    }

    /** Looks, and carries all that is due; what has gone out by that, each as {@code channel who: headline}. */
    List<String> told() {
        look();
        return carried();
    }

    List<String> carried() {
        int before = out.size();
        for (Courier courier : couriers) {
            while (done(courier.round()) > 0) {
                // More may be due.
            }
        }
        return out.subList(before, out.size()).stream().map(AlertScene::words).toList();
    }

    static String words(Due due) {
        Due.Person person = due.to();
        String who = person == null ? "program" : person.id().value();
        String language = person == null ? "en" : person.preferences().language();
        List<String> lines = due.items().stream()
                .map(item -> Composer.headline(item, language))
                .toList();
        return due.channel().name().toLowerCase(java.util.Locale.ROOT) + " " + who + ": " + String.join(" + ", lines);
    }

    @Override
    public void close() {
        done(stores.close());
        done(vertx.close());
    }
}
