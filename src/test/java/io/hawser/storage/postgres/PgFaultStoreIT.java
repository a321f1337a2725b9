package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultAct;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Maintenance;
import io.hawser.domain.Mute;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.fault.FaultFilter;
import io.hawser.fault.FaultFilter.Order;
import io.hawser.fault.FaultStore;
import io.hawser.fault.FaultStore.Seen;
import io.hawser.fault.MaintenanceStore;
import io.hawser.fault.MuteStore;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults, maintenance and mutes. */
final class PgFaultStoreIT extends StoresUnderTest {
    private static final UserId ANA = new UserId("ana");
    private static final UserId BEN = new UserId("ben");
    private static final UserId CEM = new UserId("cem");
    private static final DeviceId LAMP = new DeviceId("lamp");
    private static final DeviceId LOCK = new DeviceId("lock");
    private static final SpaceId HOUSE = new SpaceId("house");
    private static final Actor BY_ANA = new Actor.ByUser(ANA, "Ana", Via.REST);
    private static final Actor CHECK = new Actor.ByHub("check");
    private static final AuditEntry NOTED = AuditEntry.of(NOW, BY_ANA, AuditAction.MAINTENANCE_SET);

    private FaultStore faults() {
        return stores.faults();
    }

    private MaintenanceStore maintenance() {
        return stores.maintenance();
    }

    private MuteStore mutes() {
        return stores.mutes();
    }

    /** Ana has a lamp and, in her house, a lock; Ben belongs to the house; Cem is a stranger. */
    @BeforeEach
    void furnish() throws SQLException {
        postgres.execute("TRUNCATE users CASCADE");
        postgres.execute("INSERT INTO users (id, login, login_key, name, role, password_hash, created)"
                + " SELECT n, n, n, initcap(n), 'member', '', now() FROM unnest(ARRAY['ana', 'ben', 'cem']) n");
        postgres.execute("INSERT INTO devices (id, name, model, owner, secret_hash, claim_hash, created)"
                + " SELECT n, initcap(n), n, 'ana', '', '', now() FROM unnest(ARRAY['lamp', 'lock']) n");
        postgres.execute("INSERT INTO spaces (id, name, owner, created) VALUES ('house', 'House', 'ana', now())");
        postgres.execute("INSERT INTO space_devices VALUES ('house', 'lock')");
        postgres.execute("INSERT INTO space_members VALUES ('house', 'ben', 'viewer')");
    }

    @Test
    void givesBackWhatItWasGiven() {
        Fault.Step first = open("f1", LAMP, "A", Severity.MINOR, 0);
        await(faults().change(
                        new FaultId("f1"),
                        fault -> Optional.of(fault.acknowledge(
                                ANA, BY_ANA, NOW.plusSeconds(5), new Json("{\"note\":\"\\u0000\"}")))));
        await(faults().change(
                        new FaultId("f1"),
                        fault -> Optional.of(fault.become(Severity.CRITICAL, CHECK, NOW.plusSeconds(9), Json.EMPTY))));

        Seen seen = await(faults().find(new FaultId("f1"))).orElseThrow();
        assertThat(seen.fault().opened()).isEqualTo(first.at());
        assertThat(seen.fault().data()).isEqualTo(first.fault().data());
        assertThat(seen.fault().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(seen.fault().status()).isEqualTo(FaultStatus.ACKNOWLEDGED);
        assertThat(seen.name()).isEqualTo("Lamp");
        assertThat(seen.model()).isEqualTo("lamp");
        assertThat(seen.acknowledgedBy()).isEqualTo("Ana");
        List<FaultStore.Stepped> steps =
                await(faults().steps(new FaultId("f1"), 10, null)).items();
        assertThat(steps)
                .extracting(FaultStore.Stepped::act)
                .containsExactly(FaultAct.GRADED, FaultAct.ACKNOWLEDGED, FaultAct.FOUND);
        assertThat(steps.get(1).by()).isEqualTo(BY_ANA);
        assertThat(steps.get(1).detail()).isEqualTo(new Json("{\"note\":\"\\u0000\"}"));
        assertThat(await(faults().find(new FaultId("f2")))).isEmpty();
    }

    @Test
    void hasOneUnresolvedFaultOfEachCode() {
        open("f1", LAMP, "A", Severity.MINOR, 0);
        assertFails(faults().open(found("f2", LAMP, "A", Severity.MINOR, 1)), ErrorCode.VERSION_CONFLICT);
        assertFails(faults().open(found("f2", new DeviceId("none"), "A", Severity.MINOR, 1)), ErrorCode.NOT_FOUND);
        await(faults().close(new FaultId("f1"), fault -> fault.close(BY_ANA, NOW, Json.EMPTY)));

        open("f2", LAMP, "A", Severity.MINOR, 2);
        assertFails(
                faults().close(new FaultId("f1"), fault -> fault.close(BY_ANA, NOW, Json.EMPTY)),
                ErrorCode.VERSION_CONFLICT);
        assertFails(
                faults().close(new FaultId("none"), fault -> fault.close(BY_ANA, NOW, Json.EMPTY)),
                ErrorCode.NOT_FOUND);
    }

    @Test
    void takesStepsInTheOrderOfTheirTimesThoughClocksAreApart() {
        open("f1", LAMP, "A", Severity.MINOR, 10);
        await(faults().change(
                        new FaultId("f1"),
                        fault -> Optional.of(
                                fault.become(FaultStatus.VERIFYING, CHECK, NOW.plusSeconds(3), Json.EMPTY))));

        assertThat(await(faults().find(new FaultId("f1"))).orElseThrow().fault().changed())
                .isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void showsEverybodyWhatTheyMaySee() {
        open("f1", LAMP, "A", Severity.MINOR, 0);
        open("f2", LOCK, "A", Severity.MAJOR, 1);
        await(faults().open(Fault.found(
                new FaultId("f3"), HOUSE, "SITE.OUTAGE", Severity.CRITICAL, NOW.plusSeconds(2), CHECK, Json.EMPTY)));

        assertThat(ids(ANA, false, FaultFilter.ALL, Order.NEWEST)).containsExactly("f3", "f2", "f1");
        assertThat(ids(BEN, false, FaultFilter.ALL, Order.NEWEST)).containsExactly("f3", "f2");
        assertThat(ids(CEM, false, FaultFilter.ALL, Order.NEWEST)).isEmpty();
        assertThat(ids(CEM, true, FaultFilter.ALL, Order.NEWEST)).hasSize(3);
        assertThat(await(faults().count(BEN, false, FaultFilter.ALL)).alone())
                .extracting(FaultStore.Count::severity)
                .containsExactlyInAnyOrder(Severity.CRITICAL, Severity.MAJOR);
        assertThat(await(faults().count(CEM, false, FaultFilter.ALL)).alone()).isEmpty();
        assertThat(await(faults().count(CEM, true, FaultFilter.ALL)).alone()).hasSize(3);
        assertThat(await(faults().people(HOUSE))).containsExactlyInAnyOrder(ANA, BEN);
    }

    @Test
    void findsByWhatItIs() {
        open("f1", LAMP, "A", Severity.MINOR, 0);
        open("f2", LOCK, "A", Severity.MAJOR, 1);
        open("f3", LOCK, "B", Severity.INFO, 2);
        await(faults().close(new FaultId("f3"), fault -> fault.close(BY_ANA, NOW.plusSeconds(9), Json.EMPTY)));

        assertThat(filtered(new FaultFilter(LOCK, null, null, null, false, false, Set.of(), Set.of())))
                .containsExactly("f3", "f2");
        assertThat(filtered(new FaultFilter(null, HOUSE, null, null, false, false, Set.of(), Set.of())))
                .containsExactly("f3", "f2");
        assertThat(filtered(new FaultFilter(null, null, null, "A", false, false, Set.of(), Set.of())))
                .containsExactly("f2", "f1");
        assertThat(filtered(new FaultFilter(null, null, null, null, true, false, Set.of(), Set.of())))
                .containsExactly("f2", "f1");
        assertThat(filtered(
                        new FaultFilter(null, null, null, null, false, false, Set.of(FaultStatus.RESOLVED), Set.of())))
                .containsExactly("f3");
        assertThat(filtered(new FaultFilter(
                        null, null, null, null, false, false, Set.of(), Set.of(Severity.MINOR, Severity.INFO))))
                .containsExactly("f3", "f1");
    }

    @Test
    void turnsPagesInEitherOrderWhileFaultsCome() {
        for (int i = 0; i < 5; i++) {
            open("f" + i, LAMP, "C" + i, i % 2 == 0 ? Severity.MINOR : Severity.MAJOR, i);
        }
        for (Order order : Order.values()) {
            List<String> seen = new ArrayList<>();
            @Nullable String cursor = null;
            do {
                Page<Seen> page = await(faults().list(ANA, false, FaultFilter.ALL, order, 2, cursor));
                page.items().forEach(item -> seen.add(item.fault().id().value()));
                cursor = page.next();
                open("late" + order + seen.size(), LAMP, "L" + order + seen.size(), Severity.CRITICAL, 60);
            } while (cursor != null);

            assertThat(seen)
                    .filteredOn(id -> id.startsWith("f"))
                    .containsExactly(
                            order == Order.NEWEST
                                    ? new String[] {"f4", "f3", "f2", "f1", "f0"}
                                    : new String[] {"f3", "f1", "f4", "f2", "f0"});
        }
        assertFails(faults().list(ANA, false, FaultFilter.ALL, Order.NEWEST, 2, "x"), ErrorCode.BAD_VALUE);
    }

    @Test
    void tellsNobodyOfWhatASpacesFaultCarries() throws SQLException {
        await(faults().open(Fault.found(
                new FaultId("site"), HOUSE, "SITE.OUTAGE", Severity.CRITICAL, NOW, CHECK, Json.EMPTY)));
        await(faults().open(found("f1", LOCK, "A", Severity.MAJOR, 1).asCarried(new FaultId("site"))));
        open("f2", LAMP, "A", Severity.MAJOR, 1);

        Seen site = await(faults().find(new FaultId("site"))).orElseThrow();
        assertThat(site.carries()).isEqualTo(new FaultStore.Carries(1, 1));
        assertThat(await(faults().count(ANA, false, FaultFilter.ALL)).carried()).isEqualTo(1);
        assertThat(filtered(new FaultFilter(null, null, null, null, false, true, Set.of(), Set.of())))
                .containsExactlyInAnyOrder("f2", "site");
        assertThat(filtered(new FaultFilter(null, null, new FaultId("site"), null, false, false, Set.of(), Set.of())))
                .containsExactly("f1");
        assertThat(await(faults().carried(new FaultId("site"), BEN, false, 9))).containsExactly(LOCK);
        assertThat(await(faults().carried(new FaultId("site"), CEM, false, 9))).isEmpty();
        assertThat(untold()).containsExactly("f2 found", "site found");

        await(faults().change(new FaultId("f1"), fault -> Optional.of(fault.detach(CHECK, NOW.plusSeconds(2)))));
        assertThat(untold()).containsExactly("f1 detached", "f2 found", "site found");
    }

    @Test
    void handsOutEachStepUntilItIsLogged() {
        open("f1", LAMP, "A", Severity.MINOR, 0);
        await(faults().change(
                        new FaultId("f1"),
                        fault -> Optional.of(
                                fault.become(FaultStatus.VERIFYING, CHECK, NOW.plusSeconds(1), Json.EMPTY))));
        open("f2", LOCK, "A", Severity.MINOR, 2);

        List<String> told = new ArrayList<>();
        Future<Integer> round = faults().log(10, step -> {
            told.add(step.fault().id() + " " + step.fault().step());
            return LAMP.equals(step.fault().device()) && step.fault().step() == 2
                    ? Future.failedFuture(Failure.unavailable("away"))
                    : Future.succeededFuture();
        });
        assertThat(await(round)).isEqualTo(2);
        assertThat(told).containsExactlyInAnyOrder("f1 1", "f1 2", "f2 1");

        told.clear();
        assertFails(
                faults().log(10, step -> {
                    told.add(step.fault().id() + " " + step.fault().step());
                    return Future.failedFuture(Failure.unavailable("away"));
                }),
                ErrorCode.UNAVAILABLE);
        assertThat(told).containsExactly("f1 2");
        assertThat(await(faults().log(10, step -> Future.succeededFuture()))).isEqualTo(1);
        assertThat(await(faults().log(10, step -> Future.succeededFuture()))).isZero();
    }

    @Test
    void isCarriedWhileItsDeviceIsRemoved() throws Exception {
        // The removal takes the older fault's steps first, the carrier the older step.
        open("f1", LAMP, "A", Severity.MINOR, 0);
        await(faults().log(10, step -> Future.succeededFuture()));
        open("f2", LAMP, "B", Severity.MINOR, 5);
        await(faults().change(
                        new FaultId("f1"),
                        fault -> Optional.of(fault.become(Severity.MAJOR, CHECK, NOW.plusSeconds(9), Json.EMPTY))));
        Future<Integer> round;
        Future<Boolean> removal;
        try (Connection other = postgres.connection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("SELECT FROM fault_steps WHERE fault = 'f2' FOR UPDATE");
                round = faults().log(10, step -> Future.succeededFuture());
                awaitWaiting(1, round);
                removal = stores.devices().remove(LAMP, NOTED);
                awaitWaiting(round.isComplete() ? 1 : 2, removal);
            }
            other.rollback();
        }

        assertThat(await(removal)).isTrue();
        assertThat(await(round)).isBetween(0, 2);
    }

    /** Until so many wait for locks, or it is over. */
    private void awaitWaiting(int many, Future<?> end) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (Connection connection = postgres.connection();
                Statement statement = connection.createStatement()) {
            int waiting = 0;
            while (waiting < many && !end.isComplete()) {
                assertThat(System.nanoTime()).as("nobody waits").isLessThan(deadline);
                try (ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
                    row.next();
                    waiting = row.getInt(1);
                }
            }
        }
    }

    @Test
    void knowsWhereSomebodyWorks() {
        open("f1", LAMP, "A", Severity.MINOR, 0);
        open("f2", LOCK, "A", Severity.MINOR, 0);
        await(maintenance().add(plan("m1", null, HOUSE, 0, 60), NOTED));
        await(maintenance().add(plan("m2", LAMP, null, 30, 90), NOTED));
        assertFails(maintenance().add(plan("m3", new DeviceId("none"), null, 0, 9), NOTED), ErrorCode.NOT_FOUND);

        assertThat(await(maintenance().until(new FaultId("f2"), NOW.plusSeconds(10))))
                .contains(NOW.plusSeconds(60));
        assertThat(await(maintenance().until(new FaultId("f2"), NOW.plusSeconds(60))))
                .isEmpty();
        assertThat(await(maintenance().until(new FaultId("f1"), NOW.plusSeconds(10))))
                .isEmpty();
        assertThat(await(maintenance().until(new FaultId("f1"), NOW.plusSeconds(40))))
                .contains(NOW.plusSeconds(90));
        assertThat(await(faults().find(new FaultId("f2"))).orElseThrow().maintained())
                .isEqualTo(NOW.plusSeconds(60));
        assertThat(names(maintenance().of(LOCK, BEN, false, NOW))).containsExactly("House");
        assertThat(names(maintenance().of(LOCK, CEM, false, NOW))).isEmpty();
        assertThat(names(maintenance().of(LOCK, CEM, true, NOW))).containsExactly("House");
        assertThat(names(maintenance().of(HOUSE, NOW))).containsExactly("House");

        await(maintenance().end("m1", NOW.plusSeconds(5), NOTED));
        await(maintenance().end("m2", NOW.plusSeconds(5), NOTED));
        assertFails(maintenance().end("m1", NOW.plusSeconds(6), NOTED), ErrorCode.NOT_FOUND);
        assertThat(await(maintenance().until(new FaultId("f2"), NOW.plusSeconds(10))))
                .isEmpty();
        assertThat(await(maintenance().until(new FaultId("f1"), NOW.plusSeconds(40))))
                .isEmpty();
    }

    @Test
    void tellsAtTheEndOfMaintenanceOfWhatIsLeft() throws SQLException {
        open("before", LOCK, "A", Severity.MINOR, -60);
        await(maintenance().add(plan("m1", null, HOUSE, 0, 60), NOTED));
        await(maintenance().add(plan("m2", LAMP, null, 0, 60), NOTED));
        await(maintenance().add(plan("m3", LAMP, null, 30, 90), NOTED));
        open("gone", LOCK, "B", Severity.MINOR, 10);
        await(faults().close(new FaultId("gone"), fault -> fault.close(BY_ANA, NOW.plusSeconds(20), Json.EMPTY)));
        open("left", LOCK, "C", Severity.MINOR, 10);
        open("worked at", LAMP, "C", Severity.MINOR, 10);
        postgres.execute("UPDATE fault_steps SET alerted = true");

        assertThat(await(maintenance().close(NOW.plusSeconds(59), 10, PgFaultStoreIT::left)))
                .isZero();
        assertThat(await(maintenance().close(NOW.plusSeconds(60), 10, PgFaultStoreIT::left)))
                .isEqualTo(2);
        assertThat(untold()).containsExactly("left left");
        assertThat(await(maintenance().close(NOW.plusSeconds(60), 10, PgFaultStoreIT::left)))
                .isZero();
        assertThat(await(maintenance().close(NOW.plusSeconds(90), 10, PgFaultStoreIT::left)))
                .isEqualTo(1);
        assertThat(untold()).containsExactly("left left");

        // What became worse meanwhile is told too.
        await(maintenance().add(plan("m4", LOCK, null, 100, 160), NOTED));
        await(faults().change(
                        new FaultId("before"),
                        fault ->
                                Optional.of(fault.become(Severity.CRITICAL, CHECK, NOW.plusSeconds(110), Json.EMPTY))));
        postgres.execute("UPDATE fault_steps SET alerted = true");
        await(maintenance().close(NOW.plusSeconds(160), 10, PgFaultStoreIT::left));
        assertThat(untold()).containsExactly("before left");
    }

    @Test
    void mutesForOnePersonAlone() {
        open("f1", LAMP, "A", Severity.MINOR, 0);
        open("f2", LOCK, "B", Severity.MINOR, 0);
        Set<UserId> all = Set.of(ANA, BEN, CEM);
        await(mutes().set(ANA, new Mute(LAMP, null, null, NOW.plusSeconds(60), NOW), 9));
        await(mutes().set(BEN, new Mute(null, HOUSE, null, null, NOW), 9));
        await(mutes().set(CEM, new Mute(null, null, "B", null, NOW), 9));

        assertThat(await(mutes().muted(new FaultId("f1"), all, NOW))).containsExactly(ANA);
        assertThat(await(mutes().muted(new FaultId("f1"), all, NOW.plusSeconds(60))))
                .isEmpty();
        assertThat(await(mutes().muted(new FaultId("f2"), all, NOW))).containsExactlyInAnyOrder(BEN, CEM);
        assertThat(await(mutes().muted(new FaultId("f2"), Set.of(ANA, CEM), NOW)))
                .containsExactly(CEM);

        assertThat(await(mutes().of(ANA, NOW))).extracting(MuteStore.Seen::name).containsExactly("Lamp");
        assertThat(await(mutes().of(ANA, NOW.plusSeconds(60)))).isEmpty();
        // Cem may not know of the lamp, so that its name is not told though it was muted once.
        await(mutes().set(CEM, new Mute(LAMP, null, null, null, NOW), 9));
        assertThat(await(mutes().of(CEM, NOW)))
                .extracting(seen -> seen.mute().code())
                .containsExactly("B");

        await(mutes().remove(BEN, new Mute(null, HOUSE, null, null, NOW)));
        assertThat(await(mutes().of(BEN, NOW))).isEmpty();
        assertFails(mutes().set(BEN, new Mute(new DeviceId("none"), null, null, null, NOW), 9), ErrorCode.NOT_FOUND);
    }

    @Test
    void mutesNoMoreThanSomeAndTheSameOnce() {
        UnaryOperator<Instant> later = at -> at.plus(Duration.ofHours(1));
        await(mutes().set(ANA, new Mute(null, null, "A", NOW, NOW.minusSeconds(1)), 2));
        await(mutes().set(ANA, new Mute(null, null, "B", null, NOW), 2));
        await(mutes().set(ANA, new Mute(null, null, "B", later.apply(NOW), NOW), 2));
        await(mutes().set(ANA, new Mute(null, null, "C", null, NOW), 2));
        assertFails(mutes().set(ANA, new Mute(null, null, "D", null, NOW), 2), ErrorCode.BAD_VALUE);

        assertThat(await(mutes().of(ANA, NOW)))
                .extracting(seen -> seen.mute().code())
                .containsExactlyInAnyOrder("B", "C");
    }

    private Fault.Step open(String id, DeviceId device, String code, Severity severity, int second) {
        Fault.Step step = found(id, device, code, severity, second);
        await(faults().open(step));
        return step;
    }

    private static Fault.Step found(String id, DeviceId device, String code, Severity severity, int second) {
        return Fault.found(
                new FaultId(id.replace(' ', '-')),
                device,
                code,
                severity,
                NOW.plusSeconds(second),
                CHECK,
                new Json("{\"value\":1.50}"),
                null,
                false,
                new Cause("c"));
    }

    private static Maintenance plan(
            String id, @Nullable DeviceId device, @Nullable SpaceId space, int starts, int ends) {
        return new Maintenance(
                id, device, space, NOW.plusSeconds(starts), NOW.plusSeconds(ends), "New wiring", ANA, NOW);
    }

    private static Fault.Step left(Fault fault, Maintenance over) {
        return fault.tell(new Actor.ByHub("maintenance"), over.ends(), Json.EMPTY);
    }

    private List<String> ids(UserId user, boolean all, FaultFilter filter, Order order) {
        return await(faults().list(user, all, filter, order, 50, null)).items().stream()
                .map(seen -> seen.fault().id().value())
                .toList();
    }

    private List<String> filtered(FaultFilter filter) {
        return ids(ANA, false, filter, Order.NEWEST);
    }

    private static List<String> names(Future<List<MaintenanceStore.Seen>> found) {
        return await(found).stream().map(MaintenanceStore.Seen::name).toList();
    }

    /** What people are still to be told of. */
    private List<String> untold() throws SQLException {
        List<String> untold = new ArrayList<>();
        try (var connection = postgres.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT fault || ' ' || act FROM fault_steps WHERE NOT alerted ORDER BY fault")) {
            while (rows.next()) {
                untold.add(rows.getString(1));
            }
        }
        return untold;
    }
}
