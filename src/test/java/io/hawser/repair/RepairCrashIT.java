package io.hawser.repair;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.Bus;
import io.hawser.command.CommandService;
import io.hawser.command.CommandStore;
import io.hawser.command.CommandStore.Submission;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.domain.Severity;
import io.hawser.domain.Snapshot;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import io.hawser.history.HistoryStore;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.hawser.session.Wish;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.testing.Audits;
import io.hawser.testing.CountingIds;
import io.hawser.testing.ManualClock;
import io.hawser.testing.Stub;
import io.hawser.testing.TestPostgres;
import io.hawser.ticket.TicketStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Repair on a real store: whichever node is killed at whichever moment, another goes on, and the device is told everything once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepairCrashIT {
    private static final User ANA =
            new User(new UserId("ana"), "ana", "Ana", UserRole.MEMBER, false, Instant.parse("2026-03-01T12:00:00Z"));
    private static final DeviceId SPEAKER = new DeviceId("speaker");
    private static final FaultId FAULT = new FaultId("flt_1");
    private static final String STRATEGIES = "{'code':'AUDIO','strategies':["
            + "{'commands':[{'name':'mute'},{'wait':'3s'},{'name':'unmute'}],'cooldown':'0s',"
            + "'probe':{'command':{'name':'listen'},'within':'10s'},'soak':'1m'},"
            + "{'ticket':{'steps':['Clean it.']},'soak':'1m'}]}";
    private static final String SET_BACK =
            "{'code':'CLIMATE','strategies':[{'rollback':true,'probe':{'within':'10s'},'soak':'5s'}]}";

    @RegisterExtension
    final TestPostgres postgres = new TestPostgres();

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final CountingIds ids = new CountingIds();
    private ManualClock clock = new ManualClock();
    private Ledger ledger = new Ledger(clock);
    private final Wanted wanted = new Wanted();

    @SuppressWarnings("NullAway.Init")
    private PostgresStores stores;

    @BeforeAll
    void connect() {
        stores = done(PostgresStores.connect(vertx, PostgresSettings.of(postgres.url(), 4), clock));
    }

    @AfterAll
    void close() {
        done(stores.close());
        done(vertx.close());
    }

    @BeforeEach
    void aFault() throws Exception {
        aFault("AUDIO.CAPTURE");
    }

    private void aFault(String code) throws Exception {
        postgres.execute("DELETE FROM devices; DELETE FROM users; DELETE FROM repair_rates");
        done(stores.users().add(ANA, "hash", Audits.NOTED));
        Device device = new Device(SPEAKER, "Speaker", "speaker", null, ANA.id(), ANA.name(), clock.instant());
        done(stores.devices().add(device, "secret", "claim", clock.instant().plusSeconds(60), Audits.NOTED));
        clock = new ManualClock();
        ledger = new Ledger(clock);
        Fault.Step found = Fault.found(
                FAULT,
                SPEAKER,
                code,
                Severity.MAJOR,
                clock.instant(),
                new Actor.ByHub("check"),
                Json.EMPTY,
                null,
                false,
                new Cause("speaker:1:7"));
        done(stores.faults().open(found));
    }

    @Test
    void goesOnWhereverANodeIsKilledAndTellsTheDeviceEverythingOnce() throws Exception {
        Mortal immortal = new Mortal(Integer.MAX_VALUE, true);
        runUntilResolved(immortal);
        int calls = immortal.calls.get();
        assertThat(calls).isGreaterThan(20);

        for (int kill = 1; kill <= calls; kill++) {
            for (boolean before : new boolean[] {true, false}) {
                aFault();
                runUntilResolved(new Mortal(kill, before));
                runUntilResolved(new Mortal(Integer.MAX_VALUE, true));

                String what = "killed " + (before ? "before" : "after") + " call " + kill;
                assertThat(ledger.told())
                        .as(what)
                        .extracting(Submission::name)
                        .containsExactly("mute", "unmute", "listen");
                assertThat(steps())
                        .as(what)
                        .containsExactly(
                                FaultStatus.OPEN, FaultStatus.REPAIRING, FaultStatus.VERIFYING, FaultStatus.RESOLVED);
                RepairStore.Seen seen =
                        done(stores.repairs(Duration.ofDays(7)).find(FAULT)).orElseThrow();
                assertThat(seen.tries()).as(what).singleElement().satisfies(one -> {
                    assertThat(one.outcome()).isEqualTo(Try.Outcome.FIXED);
                    assertThat(one.by()).isEqualTo(new Actor.ByHub("repair"));
                });
                assertThat(seen.due()).as(what).isNull();
            }
        }
    }

    @Test
    void setsBackWhatWasWantedOnceWhereverANodeIsKilled() throws Exception {
        done(stores.history().keep(List.of(reported(1, "20"), wished(2, "35"), reported(3, "35"))));
        aFault("CLIMATE.HOT");
        wanted.fresh();
        Mortal immortal = new Mortal(Integer.MAX_VALUE, true);
        run(immortal, 20);
        int wish = immortal.names.indexOf("wish") + 1;
        assertThat(wish).isPositive();

        // Of the other calls the test before this one tells.
        for (int kill = wish - 1; kill <= wish + 1; kill++) {
            for (boolean before : new boolean[] {true, false}) {
                aFault("CLIMATE.HOT");
                wanted.fresh();
                run(new Mortal(kill, before), 20);
                run(new Mortal(Integer.MAX_VALUE, true), 20);

                String what = "killed " + (before ? "before" : "after") + " call " + kill;
                assertThat(wanted.wishes).as(what).singleElement().satisfies(wished -> {
                    assertThat(wished.set()).isEqualTo(Map.of("target", new Json("20")));
                    assertThat(wished.by()).isEqualTo(new Actor.ByHub("repair"));
                    assertThat(wished.cause()).isEqualTo(new Cause("speaker:1:7"));
                });
                assertThat(steps())
                        .as(what)
                        .containsExactly(
                                FaultStatus.OPEN, FaultStatus.REPAIRING, FaultStatus.VERIFYING, FaultStatus.RESOLVED);
                assertThat(done(stores.repairs(Duration.ofDays(7)).find(FAULT))
                                .orElseThrow()
                                .tries())
                        .as(what)
                        .singleElement()
                        .satisfies(one -> assertThat(one.outcome()).isEqualTo(Try.Outcome.FIXED));
            }
        }
    }

    private HistoryStore.Kept reported(long revision, String target) {
        return kept(revision, "{\"device\":\"speaker\"}", "{\"set\":{\"target\":%s},\"unset\":[]}".formatted(target));
    }

    private HistoryStore.Kept wished(long revision, String target) {
        return kept(
                revision,
                "{\"user\":\"ana\",\"via\":\"panel\"}",
                "{\"set\":{},\"unset\":[],\"desired\":{\"set\":{\"target\":%s},\"unset\":[]}}".formatted(target));
    }

    private HistoryStore.Kept kept(long revision, String by, String body) {
        Instant at = clock.instant().minusSeconds(60);
        return new HistoryStore.Kept(SPEAKER, 1, revision, Kind.STATE, at, new Json(by), null, new Json(body), at);
    }

    @Test
    void actsInItsOwnNameAndOfWhatTheFaultCameOf() {
        run(new Mortal(Integer.MAX_VALUE, true));

        assertThat(ledger.told()).allSatisfy(told -> {
            assertThat(told.by()).isEqualTo(new Actor.ByHub("repair"));
            assertThat(told.because()).isEqualTo(new Cause("speaker:1:7"));
        });
        assertThat(done(stores.repairs(Duration.ofDays(7)).rates("speaker")))
                .containsExactly(new RepairStore.Rate("AUDIO.CAPTURE", "commands", 1, 0));
    }

    @Test
    void opensATicketWithItsStepsWhenNothingHelpsAndReopensItWhenTheFaultIsBack() {
        ledger.device = any -> CommandStatus.FAILED;
        run(new Mortal(Integer.MAX_VALUE, true));

        assertThat(steps())
                .containsExactly(FaultStatus.OPEN, FaultStatus.REPAIRING, FaultStatus.ESCALATED, FaultStatus.TICKET);
        TicketStore.Seen ticket = tickets(FAULT).get(0);
        TicketStore.Details details =
                done(stores.tickets().find(ticket.ticket().id())).orElseThrow();
        assertThat(details.steps()).extracting(step -> step.text().text()).containsExactly("\"Clean it.\"");

        Actor by = new Actor.ByUser(ANA.id(), ANA.name(), Via.REST);
        done(stores.tickets()
                .move(
                        ticket.ticket().id(),
                        true,
                        (found, fault) -> new TicketStore.Move(
                                found.close("works", by, clock.instant()),
                                List.of(fault.close(by, clock.instant(), new Json("{\"ticket\":1}"))),
                                Audits.NOTED)));
        run(new Mortal(Integer.MAX_VALUE, true));
        FaultId again = new FaultId("flt_2");
        done(stores.faults()
                .open(Fault.found(
                        again,
                        SPEAKER,
                        "AUDIO.CAPTURE",
                        Severity.MAJOR,
                        clock.instant(),
                        new Actor.ByHub("check"),
                        Json.EMPTY,
                        null,
                        false,
                        new Cause("flt_2"))));
        run(new Mortal(Integer.MAX_VALUE, true));

        assertThat(tickets(again)).singleElement().satisfies(back -> {
            assertThat(back.ticket().number()).isEqualTo(ticket.ticket().number());
            assertThat(back.ticket().reopened()).isEqualTo(1);
        });
        assertThat(done(stores.repairs(Duration.ofDays(7)).rates("speaker")))
                .containsExactlyInAnyOrder(
                        new RepairStore.Rate("AUDIO.CAPTURE", "commands", 0, 1),
                        new RepairStore.Rate("AUDIO.CAPTURE", "ticket", 1, 0));
    }

    @Test
    void leavesADeviceAloneUntilSomebodySaysOtherwise() {
        RepairStore store = stores.repairs(Duration.ofDays(7));
        RepairService service = service(new Mortal(Integer.MAX_VALUE, true));
        Actor by = new Actor.ByUser(ANA.id(), ANA.name(), Via.REST);
        done(service.leaveAlone(SPEAKER, "We listen to it.", by));
        run(service, new Mortal(Integer.MAX_VALUE, true));
        assertThat(ledger.told()).isEmpty();
        assertThat(done(store.stop(SPEAKER)).orElseThrow().reason()).isEqualTo("We listen to it.");

        done(service.leaveAlone(SPEAKER, null, by));
        run(service, new Mortal(Integer.MAX_VALUE, true));

        assertThat(steps()).endsWith(FaultStatus.RESOLVED);
        service.close();
    }

    @Test
    void doesEverythingOnceWithTwoNodesSideBySide() {
        RepairService one = service(new Mortal(Integer.MAX_VALUE, true));
        RepairService other = service(new Mortal(Integer.MAX_VALUE, true));
        for (int i = 0; i < 200; i++) {
            done(Future.all(one.turn(), other.turn()));
            done(Future.all(one.due(), other.due()));
            clock.pass(Duration.ofSeconds(1));
        }

        assertThat(ledger.told()).extracting(Submission::name).containsExactly("mute", "unmute", "listen");
        assertThat(steps()).endsWith(FaultStatus.RESOLVED).hasSize(4);
        one.close();
        other.close();
    }

    private List<FaultStatus> steps() {
        List<FaultStatus> steps = new ArrayList<>();
        done(stores.faults().steps(FAULT, 100, null)).items().forEach(step -> steps.add(0, step.status()));
        return steps;
    }

    private List<TicketStore.Seen> tickets(FaultId fault) {
        TicketStore.Filter filter = new TicketStore.Filter(null, null, fault, null, false, Set.of());
        return done(stores.tickets().list(ANA.id(), true, filter, 10, null)).items();
    }

    /** What a node does after that is what it does when there is nothing to do. */
    private void runUntilResolved(Mortal life) {
        RepairService service = service(life);
        for (int from = 0; from < 200 && !life.dead && !steps().contains(FaultStatus.RESOLVED); from += 10) {
            run(service, life, from, from + 10);
        }
        service.close();
    }

    private void run(Mortal life) {
        run(life, 200);
    }

    private void run(Mortal life, int seconds) {
        RepairService service = service(life);
        run(service, life, 0, seconds);
        service.close();
    }

    /** Some minutes of a node's life. */
    private void run(RepairService service, Mortal life) {
        run(service, life, 0, 200);
    }

    private void run(RepairService service, Mortal life, int from, int to) {
        for (int i = from; i < to && !life.dead; i++) {
            if (i % 5 == 0 || i < 30) {
                settle(service.turn());
                settle(service.due());
            }
            clock.pass(Duration.ofSeconds(1));
        }
    }

    private static void settle(Future<Boolean> round) {
        done(round.otherwise(false));
    }

    private RepairService service(Mortal life) {
        SessionStore live = life.of(SessionStore.class, wanted.port(clock));
        return new RepairService(
                life.of(RepairStore.class, stores.repairs(Duration.ofDays(7))),
                new CommandService(life.of(CommandStore.class, ledger.port()), bus, clock),
                new SessionService(live, bus, clock),
                live,
                new StrategyBook(
                        null,
                        any -> List.of(new Json(STRATEGIES.replace('\'', '"')), new Json(SET_BACK.replace('\'', '"')))),
                new RepairService.ModelChecks((model, name, args) -> {}, (model, set) -> {}),
                RepairSettings.USUAL,
                bus,
                ids,
                clock);
    }

    /** A device that follows, of which 35 was wanted and reported before. Each wish counts once by its key. */
    private static final class Wanted {
        private final Map<String, Wish> known = new HashMap<>();
        private final List<Wish> wishes = new ArrayList<>();
        private Json target = new Json("35");

        void fresh() {
            known.clear();
            wishes.clear();
            target = new Json("35");
        }

        SessionStore port(ManualClock clock) {
            return new Stub<>(SessionStore.class)
                    .on(
                            "snapshot",
                            given -> new Snapshot(
                                    SPEAKER,
                                    1,
                                    3,
                                    Map.of("target", target),
                                    Map.of(),
                                    3,
                                    new Presence(
                                            Presence.Status.ONLINE, Presence.Reason.CONNECTED, clock.instant(), null)))
                    .on("wish", given -> wish((Wish) given[0]))
                    .port();
        }

        private Optional<SessionStore.DesiredChange> wish(Wish wish) {
            if (known.putIfAbsent(String.valueOf(wish.key()), wish) != null) {
                return Optional.empty();
            }
            wishes.add(wish);
            target = Objects.requireNonNull(wish.set().get("target"));
            Change change = new Change(
                    SPEAKER,
                    1,
                    4,
                    Instant.EPOCH,
                    wish.by(),
                    Objects.requireNonNull(wish.cause()),
                    new StateEntry(Map.of(), List.of(), null, wish.set(), List.of(), 1));
            return Optional.of(new SessionStore.DesiredChange(change, Map.of(), null));
        }
    }

    /** A node that is killed at one of its calls to a store: before it, or after it was done and before it was known. */
    private static final class Mortal {
        final AtomicInteger calls = new AtomicInteger();
        final List<String> names = new CopyOnWriteArrayList<>();
        private final int last;
        private final boolean before;
        volatile boolean dead;

        Mortal(int last, boolean before) {
            this.last = last;
            this.before = before;
        }

        <T> T of(Class<T> port, T real) {
            return port.cast(Proxy.newProxyInstance(
                    port.getClassLoader(), new Class<?>[] {port}, (self, method, given) -> {
                        if (dead) {
                            return Future.failedFuture(Failure.unavailable("dead"));
                        }
                        names.add(method.getName());
                        boolean kills = calls.incrementAndGet() == last;
                        if (kills && before) {
                            dead = true;
                            return Future.failedFuture(Failure.unavailable("dead"));
                        }
                        try {
                            Future<?> answer = (Future<?>) method.invoke(real, given);
                            if (!kills) {
                                return answer;
                            }
                            dead = true;
                            return answer.transform(any -> Future.failedFuture(Failure.unavailable("dead")));
                        } catch (InvocationTargetException e) {
                            throw e.getCause() == null ? e : e.getCause();
                        }
                    }));
        }
    }
}
