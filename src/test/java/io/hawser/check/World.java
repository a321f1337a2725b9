package io.hawser.check;

import static io.hawser.testing.Futures.done;

import io.hawser.bus.Bus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.hawser.model.DeviceModels;
import io.hawser.model.ModelFiles;
import io.hawser.model.ModelParts;
import io.hawser.model.ModelReader;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.testing.CountingIds;
import io.hawser.testing.ManualClock;
import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Devices whose logs are watched, on real stores, with time that passes only when a test says so. */
final class World implements AutoCloseable {
    final ManualClock clock = new ManualClock();
    final TestPostgres postgres;
    final PostgresStores stores;
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final DeviceModels models;
    private final CountingIds ids = new CountingIds();
    private final List<Kept> unheard = new ArrayList<>();
    private final List<Kept> heard = new ArrayList<>();
    private CheckService checks;
    private int number;

    World(TestPostgres postgres) {
        this.postgres = postgres;
        stores = done(PostgresStores.connect(vertx, PostgresSettings.of(postgres.url(), 4), clock));
        models = new DeviceModels(ModelFiles.read(
                null,
                new ModelReader(new ModelParts(
                        (model, parts, path) -> CheckBook.errors(parts, model::knows, path),
                        ModelParts.ANY.rules(),
                        ModelParts.ANY.repair()))));
        execute("INSERT INTO users (id, login, login_key, name, role, password_hash, created)"
                + " VALUES ('usr_1', 'ana', 'ana', 'Ana', 'member', '', now())");
        checks = node(stores.checks());
    }

    /** One more node, which knows nothing but what is stored. */
    CheckService node(CheckStore store) {
        return new CheckService(
                store,
                stores.faults(),
                stores.checkLog(),
                new CheckBook(models::checks),
                () -> Future.succeededFuture(new Outbox.Backlog(0, Duration.ZERO)),
                () -> {},
                bus,
                ids,
                clock,
                CheckSettings.USUAL);
    }

    /** The node dies, and another one that knows nothing takes over. */
    void anotherNode() {
        checks.close();
        checks = node(stores.checks());
    }

    CheckService checks() {
        return checks;
    }

    DeviceChecks ofDevices() {
        return new DeviceChecks(stores.checks(), new CheckBook(models::checks), checks, bus, clock);
    }

    List<String> models() {
        return models.names();
    }

    /** The checks that a device of the model has, by what they say. */
    List<com.fasterxml.jackson.databind.node.ObjectNode> book(String model) {
        return new CheckBook(models::checks).texts(model, java.util.Map.of());
    }

    /** A new device. */
    Logged device(String model) {
        DeviceId id = new DeviceId("dev_" + ++number);
        execute("INSERT INTO devices (id, name, model, owner, secret_hash, claim_hash, created)"
                + " VALUES ('%s', '%s', '%s', 'usr_1', '', '', now())".formatted(id, id, model));
        return new Logged(this, id);
    }

    /** It is gone for good, with all that was watched of it. */
    void remove(Logged device) {
        hear();
        execute("DELETE FROM devices WHERE id = '" + device.id() + "'");
    }

    /** Stored in the live log just now; heard of with {@link #hear} or as time passes. */
    void stored(DeviceId device, long epoch, long revision, Kind kind, Instant at, String by, String body) {
        unheard.add(new Kept(device, epoch, revision, kind, at, new Json(by), null, new Json(body), clock.instant()));
    }

    /** An entry that was heard of comes once more. */
    void again(DeviceId device, long revision) {
        heard.stream()
                .filter(entry -> entry.device().equals(device) && entry.revision() == revision)
                .findFirst()
                .ifPresent(unheard::add);
    }

    /** The outbox is emptied. */
    void hear() {
        if (!unheard.isEmpty()) {
            List<Kept> entries = List.copyOf(unheard);
            unheard.clear();
            heard.addAll(entries);
            done(stores.history().keep(entries).compose(kept -> checks.kept(entries)));
        }
    }

    /** Lets time pass; what is due meanwhile is carried out when it is. */
    void pass(Duration duration) {
        hear();
        Instant end = clock.instant().plus(duration);
        while (true) {
            carryOut();
            Instant next = nextDue();
            if (next == null || next.isAfter(end)) {
                break;
            }
            clock.pass(Duration.between(clock.instant(), next));
        }
        clock.pass(Duration.between(clock.instant(), end));
        carryOut();
    }

    /** Lets time pass without a look at what is due. */
    void passUnseen(Duration duration) {
        hear();
        clock.pass(duration);
    }

    void carryOut() {
        while (done(checks.due())) {
            // there may be more
        }
    }

    private @Nullable Instant nextDue() {
        return query("SELECT min(due) FROM watches WHERE due > ?", clock.instant(), row -> {
                    Timestamp due = row.getTimestamp(1);
                    return due == null ? Instant.MAX : due.toInstant();
                })
                .stream()
                .filter(due -> !due.equals(Instant.MAX))
                .findFirst()
                .orElse(null);
    }

    /** A step of a fault, as it is kept. */
    record Step(String code, String status, String severity, Instant at) {}

    /** What became of the device's faults, in its order. */
    List<Step> steps(DeviceId device) {
        return query(
                "SELECT f.code, s.status, s.severity, s.at FROM fault_steps s JOIN faults f ON f.id = s.fault"
                        + " WHERE f.device = ? ORDER BY s.at, f.id, s.step",
                device.value(),
                row -> new Step(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getTimestamp(4).toInstant()));
    }

    <T> List<T> query(String sql, Object argument, Reading<T> reading) {
        try (Connection connection = postgres.connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            if (argument instanceof Instant instant) {
                statement.setTimestamp(1, Timestamp.from(instant));
            } else if (!argument.equals("")) {
                statement.setObject(1, argument);
            }
            List<T> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(reading.of(rows));
                }
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

    /** Reads a row. */
    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    @Override
    public void close() {
        checks.close();
        done(stores.close());
        done(vertx.close());
    }
}
