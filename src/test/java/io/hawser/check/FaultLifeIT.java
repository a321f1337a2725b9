package io.hawser.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.Bus;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.fault.FaultService;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.testing.CountingIds;
import io.hawser.testing.KeptEntries;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What becomes of faults by what is kept of the logs, on a real store, with a clock that a test moves on. Two nodes take turns, neither of which
 * remembers anything of the other.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FaultLifeIT {
    private static final Actor CONNECTION = new Actor.ByHub("connection");
    private static final Json LOW = new Json("{\"code\":\"BATTERY.LOW\",\"severity\":\"minor\",\"when\":"
            + "{\"property\":\"battery\",\"below\":20},\"clear\":{\"for\":\"30s\"}}");
    private static final Json EMPTY = new Json("{\"code\":\"BATTERY.LOW\",\"severity\":\"major\",\"when\":"
            + "{\"property\":\"battery\",\"below\":5},\"clear\":{\"for\":\"30s\"}}");

    @RegisterExtension
    final TestPostgres postgres = new TestPostgres();

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final CountingIds ids = new CountingIds();
    private final List<CheckService> nodes = new ArrayList<>();
    private ManualClock clock = new ManualClock();
    private long revision;
    private int turn;

    @SuppressWarnings("NullAway.Init")
    private PostgresStores stores;

    @SuppressWarnings("NullAway.Init")
    private FaultService people;

    @BeforeAll
    void connect() {
        stores = await(PostgresStores.connect(vertx, PostgresSettings.of(postgres.url(), 4), clock));
        people = new FaultService(stores.faults(), bus, ids, clock);
        for (int i = 0; i < 2; i++) {
            nodes.add(new CheckService(
                    stores.checks(),
                    stores.faults(),
                    stores.checkLog(),
                    new CheckBook(model -> List.of(LOW, EMPTY)),
                    () -> Future.succeededFuture(new Outbox.Backlog(0, Duration.ZERO)),
                    () -> {},
                    bus,
                    ids,
                    clock,
                    CheckSettings.USUAL));
        }
    }

    @AfterAll
    void close() {
        nodes.forEach(CheckService::close);
        await(stores.close());
        await(vertx.close());
    }

    @BeforeEach
    void furnish() throws SQLException {
        postgres.execute("TRUNCATE users CASCADE");
        postgres.execute("INSERT INTO users (id, login, login_key, name, role, password_hash, created)"
                + " VALUES ('ana', 'ana', 'ana', 'Ana', 'member', '', now())");
        postgres.execute("INSERT INTO spaces (id, name, owner, created) VALUES ('site', 'Site', 'ana', now())");
    }

    @Test
    void tellsOfOneOutageWhereFiveHundredDevicesDropWithinSeconds() throws SQLException {
        devices(500);
        for (int i = 1; i <= 500; i += 100) {
            drop(i, i + 99);
            clock.pass(Duration.ofSeconds(1));
        }
        clock.pass(Duration.ofSeconds(61));
        carryOut();

        assertThat(number("FROM faults WHERE code = 'SITE.OUTAGE' AND space = 'site'"))
                .isEqualTo(1);
        assertThat(number("FROM faults WHERE code = 'DEVICE.OFFLINE' AND resolved IS NULL"))
                .isEqualTo(500);
        assertThat(number("FROM faults m JOIN faults f ON f.id = m.site WHERE f.code = 'SITE.OUTAGE'"))
                .isEqualTo(500);
        assertThat(text(
                        "SELECT string_agg(f.code || ' ' || s.act, ', ') FROM fault_steps s JOIN faults f ON f.id = s.fault"
                                + " WHERE NOT s.alerted"))
                .isEqualTo("SITE.OUTAGE found");

        comeBack(1, 300);
        carryOut();
        clock.pass(Duration.ofSeconds(31));
        carryOut();
        assertThat(outage()).isEqualTo("verifying");
        comeBack(301, 500);
        clock.pass(Duration.ofSeconds(31));
        carryOut();

        assertThat(outage()).isEqualTo("resolved");
        assertThat(number("FROM faults WHERE resolved IS NULL")).isZero();
        assertThat(text("SELECT string_agg(f.code || ' ' || s.status, ', ' ORDER BY s.step) FROM fault_steps s"
                        + " JOIN faults f ON f.id = s.fault WHERE NOT s.alerted"))
                .isEqualTo("SITE.OUTAGE open, SITE.OUTAGE verifying, SITE.OUTAGE resolved");
    }

    @Test
    void closesAllThatAnOutageCarriesWithIt() throws SQLException {
        devices(500);
        drop(1, 500);
        clock.pass(Duration.ofSeconds(61));
        carryOut();
        FaultId outage = new FaultId(text("SELECT id FROM faults WHERE space IS NOT NULL"));

        await(people.close(outage, "The mast is down for good.", new Actor.ByHub("test")));

        assertThat(number("FROM faults WHERE resolved IS NULL")).isZero();
        assertThat(number("FROM fault_steps WHERE act = 'closed' AND detail->>'site' = '" + outage + "'"))
                .isEqualTo(500);
        assertThat(number("FROM watches WHERE phase <> 'calm'")).isZero();
        clock.pass(Duration.ofMinutes(10));
        carryOut();
        assertThat(number("FROM faults WHERE resolved IS NULL")).isZero();
    }

    @Test
    void tellsOfThoseThatDoNotComeBackWhenTheOutageIsOver() throws SQLException {
        devices(20);
        drop(1, 20);
        clock.pass(Duration.ofSeconds(61));
        carryOut();
        comeBack(1, 18);
        clock.pass(Duration.ofSeconds(31));
        carryOut();
        assertThat(outage()).isEqualTo("verifying");
        clock.pass(Duration.ofMinutes(5));
        carryOut();

        assertThat(outage()).isEqualTo("resolved");
        assertThat(
                        text(
                                "SELECT string_agg(f.device, ', ' ORDER BY f.device) FROM fault_steps s JOIN faults f ON f.id = s.fault"
                                        + " WHERE s.act = 'detached' AND NOT s.alerted AND f.site IS NULL AND f.resolved IS NULL"))
                .isEqualTo("dev_19, dev_20");
    }

    @Test
    void takesAFewDevicesOfManyForThemselves() throws SQLException {
        devices(100);
        drop(1, 9);
        clock.pass(Duration.ofSeconds(61));
        carryOut();
        assertThat(number("FROM faults WHERE space IS NOT NULL")).isZero();
        assertThat(number("FROM faults WHERE site IS NULL")).isEqualTo(9);

        // Ten at once are no coincidence, however many there are.
        drop(10, 19);
        clock.pass(Duration.ofSeconds(61));
        carryOut();
        assertThat(number("FROM faults WHERE site IS NOT NULL")).isEqualTo(10);
    }

    @Test
    void doesNotCountThoseThatWereGoneBefore() throws SQLException {
        devices(8);
        for (int i = 1; i <= 4; i++) {
            drop(i, i);
            clock.pass(Duration.ofMinutes(2));
            carryOut();
        }
        assertThat(number("FROM faults WHERE site IS NULL")).isEqualTo(4);

        drop(5, 7);
        clock.pass(Duration.ofSeconds(61));
        carryOut();

        assertThat(number("FROM faults WHERE site IS NOT NULL")).isEqualTo(3);
    }

    @Test
    void letsNothingStayCarriedByWhatIsOver() throws SQLException {
        devices(3);
        drop(1, 3);
        clock.pass(Duration.ofSeconds(61));
        carryOut();
        // As if it had ended just as the last of them joined it.
        postgres.execute("UPDATE faults SET status = 'resolved', resolved = now() WHERE space IS NOT NULL");
        carryOut();

        assertThat(number("FROM faults WHERE site IS NULL AND resolved IS NULL"))
                .isEqualTo(3);
    }

    @Test
    void isAsBadAsTheWorstUntilThatHasBeenCalm() throws SQLException {
        devices(1);
        report("18");
        assertThat(severities()).isEqualTo("minor");
        report("4");
        assertThat(severities()).isEqualTo("minor, major");
        // To and fro at the limit is one severity.
        report("6");
        report("4");
        report("6");
        assertThat(severities()).isEqualTo("minor, major");
        clock.pass(Duration.ofSeconds(31));
        carryOut();
        assertThat(severities()).isEqualTo("minor, major, minor");
        report("80");
        clock.pass(Duration.ofSeconds(31));
        carryOut();
        assertThat(text("SELECT status || ' ' || recurrences FROM faults")).isEqualTo("resolved 0");
    }

    @Test
    void raisesAnotherFaultWhereTheLogGivesTheIdOfOneThatIsOver() throws SQLException {
        devices(1);
        tell("flt_told", "open");
        tell("flt_told", "verifying");
        clock.pass(Duration.ofSeconds(31));
        carryOut();
        assertThat(text("SELECT status FROM faults")).isEqualTo("resolved");

        // The log has not heard of the end when the device tells again.
        tell("flt_told", "open");

        assertThat(number("FROM faults WHERE resolved IS NULL AND id <> 'flt_told'"))
                .isEqualTo(1);
    }

    @Test
    void findsTheFaultsOfADeviceThoughAnotherIsInTheWay() throws SQLException {
        devices(2);
        List<Kept> entries = List.of(
                kept(1, new StateEntry(Map.of("battery", new Json("3")), List.of(), null, Map.of(), List.of(), 1)),
                kept(2, new StateEntry(Map.of("battery", new Json("3")), List.of(), null, Map.of(), List.of(), 1)));
        postgres.execute("ALTER TABLE watches ADD CONSTRAINT in_the_way CHECK (device <> 'dev_1')");
        try {
            await(node().kept(entries));
        } finally {
            postgres.execute("ALTER TABLE watches DROP CONSTRAINT in_the_way");
        }

        assertThat(text("SELECT string_agg(device, ', ') FROM faults")).isEqualTo("dev_2");
    }

    @Test
    void isNotOverBecauseSomebodyEndedTheSession() throws SQLException {
        devices(1);
        drop(1, 1);
        clock.pass(Duration.ofSeconds(61));
        carryOut();
        hear(1, 1, new PresenceEntry(Presence.Status.OFFLINE, Presence.Reason.REVOKED, null, null, null));
        clock.pass(Duration.ofMinutes(1));
        carryOut();

        assertThat(text("SELECT status FROM faults")).isEqualTo("open");
        assertThat(text("SELECT data->>'since' FROM faults"))
                .isEqualTo(String.valueOf(
                        clock.instant().minus(Duration.ofSeconds(121)).toEpochMilli()));
    }

    private CheckService node() {
        return nodes.get(turn++ % nodes.size());
    }

    private void carryOut() {
        while (await(node().due())) {
            // more is due
        }
        await(node().settle());
    }

    private void devices(int count) throws SQLException {
        postgres.execute("INSERT INTO devices (id, name, model, owner, secret_hash, claim_hash, created)"
                + " SELECT 'dev_' || n, 'Device ' || n, 'generic', 'ana', '', '', now() FROM generate_series(1, "
                + count
                + ") n");
        postgres.execute("INSERT INTO space_devices SELECT 'site', id FROM devices");
    }

    private void drop(int from, int to) {
        hear(from, to, new PresenceEntry(Presence.Status.OFFLINE, Presence.Reason.CLOSED, null, null, null));
    }

    private void comeBack(int from, int to) {
        hear(from, to, new PresenceEntry(Presence.Status.ONLINE, Presence.Reason.CONNECTED, null, null, null));
    }

    private void hear(int from, int to, Entry entry) {
        await(node().kept(IntStream.rangeClosed(from, to)
                .mapToObj(i -> kept(i, entry))
                .toList()));
    }

    private void report(String battery) {
        hear(1, 1, new StateEntry(Map.of("battery", new Json(battery)), List.of(), null, Map.of(), List.of(), 1));
    }

    private void tell(String fault, String status) {
        hear(1, 1, new FaultEntry(fault, "LAMP.BROKEN", "minor", status, Json.EMPTY));
    }

    private Kept kept(int device, Entry entry) {
        DeviceId id = new DeviceId("dev_" + device);
        Actor by = entry instanceof PresenceEntry ? CONNECTION : new Actor.ByDevice(id);
        Instant now = clock.instant();
        return KeptEntries.kept(new Change(id, 1, ++revision, now, by, entry), now);
    }

    private String outage() throws SQLException {
        return text("SELECT status FROM faults WHERE space IS NOT NULL");
    }

    private String severities() throws SQLException {
        return text("SELECT string_agg(severity, ', ' ORDER BY step) FROM fault_steps WHERE status <> 'verifying'");
    }

    private int number(String from) throws SQLException {
        return Integer.parseInt(text("SELECT count(*)::text " + from));
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = postgres.connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).as(sql).isTrue();
            return String.valueOf(result.getString(1));
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
