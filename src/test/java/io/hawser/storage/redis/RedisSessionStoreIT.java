package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.ANA;
import static io.hawser.storage.redis.Bench.SILENCE;
import static io.hawser.storage.redis.Bench.TTL;
import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.failure;
import static io.hawser.storage.redis.Bench.properties;
import static io.hawser.storage.redis.Bench.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.ShareEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Presence.Reason;
import io.hawser.domain.Presence.Status;
import io.hawser.domain.Role;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.Snapshot;
import io.hawser.domain.UserId;
import io.hawser.session.Carried;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.Opening;
import io.hawser.session.SessionStore.KeptAlive;
import io.hawser.session.SessionStore.Superseded;
import io.hawser.session.Uplink;
import io.hawser.session.Written;
import io.hawser.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestRedis.Resolver.class)
class RedisSessionStoreIT {
    private final DeviceId dev = device();
    private final TestRedis redis;
    private Bench bench;

    RedisSessionStoreIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        bench = new Bench(redis);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    // Opening

    @Test
    void opensTheFirstSessionOfANewDevice() {
        Opening.Opened opened = bench.opened(bench.hello(dev, "b1", "t1"));

        assertThat(opened.connection().epoch()).isEqualTo(1);
        assertThat(opened.resumed()).isFalse();
        assertThat(opened.revision()).isEqualTo(1);
        assertThat(opened.seq()).isZero();
        assertThat(opened.desired()).isEmpty();
        assertThat(opened.changes())
                .containsExactly(new Change(
                        dev,
                        1,
                        1,
                        bench.now,
                        new Actor.ByDevice(dev),
                        new Cause(opened.connection().session().value()),
                        new PresenceEntry(
                                Status.ONLINE,
                                Reason.CONNECTED,
                                opened.connection().session(),
                                null)));
    }

    @Test
    void refusesWithoutSecretAndToken() {
        Opening.Refused refused = bench.refused(bench.resume(dev, "b1", "guess", "t1"));

        assertThat(refused.ended()).isNull();
        assertThat(refused.changes()).isEmpty();
        assertThat(bench.snapshot(dev).revision()).isZero();
    }

    @Test
    void anUnknownTokenEndsNothing() {
        Connection connection = bench.connect(dev);

        assertThat(bench.refused(bench.resume(dev, "b1", "guess", "t2")).ended())
                .isNull();
        assertThat(bench.report(connection, 1, "power", "\"on\"").changes()).hasSize(1);
    }

    @Test
    void resumesByTheNewestTokenWithoutANewEpoch() {
        Opening.Opened first = bench.opened(bench.hello(dev, "b1", "t1"));
        await(bench.sessions()
                .close(
                        first.connection(),
                        Carried.NOTHING,
                        new Closing.Lost(Reason.CLOSED, Duration.ZERO, false),
                        bench.now));

        Opening.Opened second = bench.opened(bench.resume(dev, "b1", "t1", "t2"));

        assertThat(second.resumed()).isTrue();
        assertThat(second.connection())
                .isEqualTo(new Connection(dev, first.connection().session(), 1, 2));
        assertThat(entries(second.changes()))
                .containsExactly(new PresenceEntry(
                        Status.ONLINE, Reason.RESUMED, first.connection().session(), null));
    }

    @Test
    void aLostWelcomeLocksNobodyOut() {
        bench.opened(bench.hello(dev, "b1", "t1"));
        bench.opened(bench.resume(dev, "b1", "t1", "lost"));

        Opening.Opened again = bench.opened(bench.resume(dev, "b1", "t1", "t3"));

        assertThat(again.resumed()).isTrue();
        assertThat(bench.opened(bench.resume(dev, "b1", "t3", "t4")).resumed()).isTrue();
    }

    @Test
    void aHelloThatCameLateLocksNobodyOut() {
        bench.opened(bench.hello(dev, "b1", "t1"));
        bench.opened(bench.resume(dev, "b1", "t1", "t2"));
        bench.opened(bench.resume(dev, "b1", "t1", "late"));

        assertThat(bench.opened(bench.resume(dev, "b1", "t2", "t3")).resumed()).isTrue();
        assertThat(bench.refused(bench.resume(dev, "b1", "t1", "t4")).ended()).isEqualTo(EndReason.TOKEN_REPLAY);
    }

    @Test
    void allTokensSinceTheLastThatWasUsedServeUntilOneIsAcknowledged() {
        bench.opened(bench.hello(dev, "b1", "t1"));
        for (int lost = 0; lost < 20; lost++) {
            bench.opened(bench.resume(dev, "b1", "t1", "lost" + lost));
        }
        Connection connection =
                bench.opened(bench.resume(dev, "b1", "lost18", "t2")).connection();
        await(bench.sessions().confirm(connection));

        assertThat(bench.refused(bench.resume(dev, "b1", "lost19", "t3")).ended())
                .isEqualTo(EndReason.TOKEN_REPLAY);
    }

    @Test
    void theTokenBeforeTheNewestServesNoLongerOnceTheNewestIsAcknowledged() {
        bench.opened(bench.hello(dev, "b1", "t1"));
        Connection connection =
                bench.opened(bench.resume(dev, "b1", "t1", "t2")).connection();
        await(bench.sessions().confirm(connection));

        Opening.Refused refused = bench.refused(bench.resume(dev, "b1", "t1", "t3"));

        assertThat(refused.ended()).isEqualTo(EndReason.TOKEN_REPLAY);
    }

    @Test
    void anyWriteAcknowledgesTheNewestToken() {
        bench.opened(bench.hello(dev, "b1", "t1"));
        Connection connection =
                bench.opened(bench.resume(dev, "b1", "t1", "t2")).connection();
        bench.report(connection, 1, "power", "\"on\"");

        assertThat(bench.refused(bench.resume(dev, "b1", "t1", "t3")).ended()).isEqualTo(EndReason.TOKEN_REPLAY);
    }

    @Test
    void aThiefAfterTheOwnerEndsTheSessionAndRaisesAFault() {
        Connection owner = bench.opened(bench.hello(dev, "b1", "t1")).connection();
        bench.opened(bench.resume(dev, "b1", "t1", "t2"));
        bench.opened(bench.resume(dev, "b1", "t2", "t3"));

        Opening.Refused thief = bench.refused(bench.resume(dev, "evil", "t1", "t4"));

        assertThat(thief.ended()).isEqualTo(EndReason.TOKEN_REPLAY);
        assertThat(entries(thief.changes())).hasSize(2);
        assertThat(thief.changes().get(0).entry()).isInstanceOfSatisfying(FaultEntry.class, fault -> {
            assertThat(fault.code()).isEqualTo("SECURITY.TOKEN_REPLAY");
            assertThat(fault.severity()).isEqualTo("critical");
            assertThat(fault.status()).isEqualTo("open");
            assertThat(fault.data().text()).contains(owner.session().value());
        });
        assertThat(thief.changes().get(1).entry())
                .isEqualTo(new PresenceEntry(Status.OFFLINE, Reason.TOKEN_REPLAY, owner.session(), null));
        assertThat(failure(bench.sessions().write(owner, state(9), bench.now))).isInstanceOf(Superseded.class);
    }

    @Test
    void aThiefBeforeTheOwnerIsFoundWhenTheOwnerComes() {
        bench.opened(bench.hello(dev, "b1", "t1"));
        Opening.Opened thief = bench.opened(bench.resume(dev, "evil", "t1", "stolen"));
        bench.report(thief.connection(), 1, "power", "\"on\"");

        assertThat(bench.refused(bench.resume(dev, "b1", "t1", "t2")).ended()).isEqualTo(EndReason.TOKEN_REPLAY);
        assertThat(bench.refused(bench.resume(dev, "evil", "stolen", "t3")).ended())
                .isNull();
    }

    @Test
    void theSecretOpensANewSessionEvenBesideASpentToken() {
        bench.opened(bench.hello(dev, "b1", "t1"));
        bench.opened(bench.resume(dev, "b1", "t1", "t2"));
        bench.opened(bench.resume(dev, "b1", "t2", "t3"));

        io.hawser.session.Hello both = bench.resume(dev, "b1", "t1", "t4");
        Opening.Opened opened = bench.opened(new io.hawser.session.Hello(
                dev,
                "b1",
                null,
                null,
                both.presentedHash(),
                true,
                both.fresh(),
                both.nextTokenHash(),
                Bench.TERMS,
                Bench.RECONNECTS,
                "10.0.0.1",
                "n1"));

        assertThat(opened.connection().epoch()).isEqualTo(2);
        assertThat(entries(opened.changes())).hasSize(3);
    }

    @Test
    void aTakeOverFencesTheOlderConnectionWithoutAChangeOfPresence() {
        Connection old = bench.opened(bench.hello(dev, "b1", "t1")).connection();

        Opening.Opened taken = bench.opened(bench.resume(dev, "b1", "t1", "t2"));

        assertThat(taken.changes()).isEmpty();
        assertThat(failure(bench.sessions().write(old, state(1, "a", "1"), bench.now)))
                .isInstanceOfSatisfying(
                        Superseded.class,
                        superseded -> assertThat(superseded.forgotten()).isFalse());
        assertThat(await(bench.sessions()
                        .close(old, Carried.NOTHING, new Closing.Lost(Reason.CLOSED, Duration.ZERO, false), bench.now)))
                .isEmpty();
        assertThat(bench.report(taken.connection(), 1, "a", "1").revision()).isEqualTo(2);
    }

    @Test
    void aNewSessionFencesTheOldEpoch() {
        Connection old = bench.opened(bench.hello(dev, "b1", "t1")).connection();

        Opening.Opened fresh = bench.opened(bench.hello(dev, "b2", "t2"));

        assertThat(fresh.connection().epoch()).isEqualTo(2);
        assertThat(entries(fresh.changes()))
                .containsExactly(new PresenceEntry(
                        Status.ONLINE, Reason.CONNECTED, fresh.connection().session(), null));
        assertThat(failure(bench.sessions().write(old, state(1, "a", "1"), bench.now)))
                .isInstanceOf(Superseded.class);
        assertThat(bench.refused(bench.resume(dev, "b1", "t1", "t3")).ended()).isNull();
        assertThat(await(bench.sessions().deviceOf(old.session().value()))).isEmpty();
        assertThat(await(bench.sessions().deviceOf(fresh.connection().session().value())))
                .contains(dev);
    }

    @Test
    void aSessionWhoseTimeIsOverIsEndedFirst() {
        Connection old = bench.opened(bench.hello(dev, "b1", "t1")).connection();
        await(bench.sessions()
                .close(old, Carried.NOTHING, new Closing.Lost(Reason.CLOSED, Duration.ZERO, false), bench.now));
        bench.pass(TTL);

        assertThat(bench.refused(bench.resume(dev, "b1", "t1", "t2")).ended()).isNull();
        Opening.Opened fresh = bench.opened(bench.hello(dev, "b1", "t2"));

        assertThat(fresh.connection().epoch()).isEqualTo(2);
        assertThat(bench.snapshot(dev).revision()).isEqualTo(4);
    }

    @Test
    void keepsTheSeqOfABootAndForgetsThatOfAnother() {
        Connection connection = bench.opened(bench.hello(dev, "b1", "t1")).connection();
        bench.report(connection, 7, "a", "1");

        assertThat(bench.opened(bench.resume(dev, "b1", "t1", "t2")).seq()).isEqualTo(7);
        assertThat(bench.opened(bench.hello(dev, "b1", "t3")).seq()).isEqualTo(7);
        assertThat(bench.opened(bench.hello(dev, "b2", "t4")).seq()).isZero();
        assertThat(bench.opened(bench.hello(dev, "", "t5")).seq()).isZero();
    }

    // Writing

    @Test
    void storesAReportWholeAndTellsIt() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "song", "\"x\"", "temperature", "20");
        Instant earlier = bench.now.minusSeconds(5);

        Written written = await(bench.sessions()
                .write(
                        connection,
                        new Uplink.Report(
                                2,
                                properties("temperature", "41.2", "na\"me/é", "{\"a\":[1,\"ü\"]}"),
                                List.of("song", "never"),
                                new CommandId("cmd_1"),
                                earlier),
                        bench.now));

        assertThat(written.seq()).isEqualTo(2);
        assertThat(written.revision()).isEqualTo(3);
        assertThat(written.changes())
                .containsExactly(new Change(
                        dev,
                        1,
                        3,
                        earlier,
                        new Actor.ByDevice(dev),
                        new StateEntry(
                                properties("temperature", "41.2", "na\"me/é", "{\"a\":[1,\"ü\"]}"),
                                List.of("song", "never"),
                                new CommandId("cmd_1"),
                                Map.of(),
                                List.of(),
                                1)));
        Snapshot snapshot = bench.snapshot(dev);
        assertThat(snapshot.state()).isEqualTo(properties("temperature", "41.2", "na\"me/é", "{\"a\":[1,\"ü\"]}"));
        assertThat(snapshot.revision()).isEqualTo(3);
        assertThat(snapshot.presence()).isEqualTo(new Presence(Status.ONLINE, Reason.CONNECTED, bench.now, null));
    }

    @Test
    void aTimeInTheFutureIsNotBelieved() {
        Connection connection = bench.connect(dev);

        Written written = await(bench.sessions()
                .write(connection, new Uplink.Event(1, "button", new Json("{}"), bench.now.plusSeconds(1)), bench.now));

        assertThat(written.changes().get(0).at()).isEqualTo(bench.now);
        assertThat(written.changes().get(0).entry()).isEqualTo(new EventEntry("button", new Json("{}")));
    }

    @Test
    void storesARepeatedSeqOnce() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 5, "a", "1");

        Written again = bench.report(connection, 5, "a", "2");
        Written older = bench.report(connection, 3, "a", "3");

        assertThat(again).isEqualTo(new Written(5, 2, List.of()));
        assertThat(older).isEqualTo(new Written(5, 2, List.of()));
        assertThat(bench.snapshot(dev).state()).isEqualTo(properties("a", "1"));
    }

    @Test
    void refusesAStateBeyondItsCapAndAppliesNothing() {
        Connection connection = bench.connect(dev);
        String half = '"' + "x".repeat(32 * 1024 - 4) + '"';
        bench.report(connection, 1, "a", half);
        bench.report(connection, 2, "b", half);

        bench.report(connection, 3, "c", "123", "a", "1234");
        Throwable full = failure(bench.sessions().write(connection, state(4, "a", half, "d", "1"), bench.now));

        assertThat(full)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SESSION_FULL));
        assertThat(bench.snapshot(dev).state())
                .containsEntry("a", new Json("1234"))
                .doesNotContainKey("d");
        assertThat(bench.snapshot(dev).revision()).isEqualTo(4);
        assertThat(bench.report(connection, 4, "d", "1").seq()).isEqualTo(4);
    }

    @Test
    void takesAReportOfThousandsOfProperties() {
        Connection connection = bench.connect(dev);
        String[] set = new String[2 * 9000];
        for (int i = 0; i < 9000; i++) {
            set[2 * i] = "p" + i;
            set[2 * i + 1] = "1";
        }

        bench.report(connection, 1, set);

        assertThat(bench.snapshot(dev).state()).hasSize(9000);
    }

    @Test
    void aWriteRevivesASessionThatWasTakenForLost() {
        Connection connection = bench.connect(dev);
        bench.watch(SILENCE);

        Written written = bench.report(connection, 1, "a", "1");

        assertThat(entries(written.changes()))
                .hasSize(2)
                .first()
                .isEqualTo(new PresenceEntry(Status.ONLINE, Reason.RESUMED, connection.session(), null));
        assertThat(written.changes().get(1).revision()).isEqualTo(written.revision());
    }

    @Test
    void keepAliveRevivesASessionThatWasTakenForLost() {
        Connection connection = bench.connect(dev);
        bench.watch(SILENCE);
        Connection other = bench.connect(device());
        Connection superseded = bench.connect(device());
        bench.connect(superseded.device());
        Connection forgotten = new Connection(device(), other.session(), 1, 1);

        KeptAlive kept =
                await(bench.sessions().keepAlive(List.of(connection, superseded, other, forgotten), bench.now));

        assertThat(kept.superseded()).containsExactly(superseded);
        assertThat(kept.forgotten()).containsExactly(forgotten);
        assertThat(entries(kept.changes()))
                .containsExactly(new PresenceEntry(Status.ONLINE, Reason.RESUMED, connection.session(), null));
        assertThat(await(bench.sessions().session(other.device())).orElseThrow().lastSeen())
                .isEqualTo(bench.now);
    }

    @Test
    void whatItsOwnNodeHasClosedStaysClosed() {
        Connection connection = bench.connect(dev);
        await(bench.sessions()
                .close(
                        connection,
                        Carried.NOTHING,
                        new Closing.Lost(Reason.HEARTBEAT_LOST, Duration.ZERO, false),
                        bench.now));

        assertThat(await(bench.sessions().keepAlive(List.of(connection), bench.now))
                        .changes())
                .isEmpty();
        assertThat(failure(bench.sessions().write(connection, state(1, "a", "1"), bench.now)))
                .isInstanceOf(Superseded.class);
        assertThat(bench.snapshot(dev).presence().status()).isEqualTo(Status.OFFLINE);
    }

    @Test
    void whatWasRefusedForGoodHoldsUpNothing() {
        Connection connection = bench.connect(dev);
        String large = '"' + "x".repeat(64 * 1024) + '"';
        var first = bench.sessions().write(connection, state(1, "a", "1"), bench.now);
        var refused = bench.sessions().write(connection, state(2, "b", large), bench.now);
        var alsoRefused = bench.sessions().write(connection, state(3, "b", large), bench.now);
        var last = bench.sessions().write(connection, state(4, "c", "1"), bench.now);

        assertThat(await(first).seq()).isEqualTo(1);
        assertThat(((Failure) failure(refused)).code()).isEqualTo(ErrorCode.SESSION_FULL);
        assertThat(((Failure) failure(alsoRefused)).code()).isEqualTo(ErrorCode.SESSION_FULL);
        assertThat(await(last).seq()).isEqualTo(4);
        assertThat(bench.report(connection, 5, "c", "2").seq()).isEqualTo(5);
    }

    @Test
    void aConnectionOfAnEmptiedRedisIsForgotten() {
        Connection unknown = new Connection(dev, Bench.session(), 3, 1);

        assertThat(failure(bench.sessions().write(unknown, state(1, "a", "1"), bench.now)))
                .isInstanceOfSatisfying(
                        Superseded.class,
                        superseded -> assertThat(superseded.forgotten()).isTrue());
    }

    // Closing and ending

    @Test
    void aLostConnectionLeavesADormantSession() {
        Connection connection = bench.connect(dev);
        bench.pass(Duration.ofSeconds(10));

        List<Change> changes = await(bench.sessions()
                .close(connection, Carried.NOTHING, new Closing.Lost(Reason.CLOSED, Duration.ZERO, false), bench.now));

        assertThat(entries(changes))
                .containsExactly(new PresenceEntry(Status.OFFLINE, Reason.CLOSED, connection.session(), null));
        SessionView view = await(bench.sessions().session(dev)).orElseThrow();
        assertThat(view.state()).isEqualTo(SessionState.DORMANT);
        assertThat(view.expires()).isEqualTo(bench.now.plus(TTL));
        assertThat(view.client()).isEqualTo("light 1.0");
    }

    @Test
    void asleepTellsWhenItWakes() {
        Connection connection = bench.connect(dev);
        Instant wake = bench.now.plus(Duration.ofHours(1));

        List<Change> changes = await(bench.sessions()
                .close(connection, Carried.NOTHING, new Closing.Asleep(Duration.ofHours(1)), bench.now));

        assertThat(entries(changes))
                .containsExactly(new PresenceEntry(Status.ASLEEP, Reason.SLEEP, connection.session(), wake));
        assertThat(bench.snapshot(dev).presence())
                .isEqualTo(new Presence(Status.ASLEEP, Reason.SLEEP, bench.now, wake));
        bench.pass(Duration.ofMinutes(65));
        assertThat(bench.opened(bench.resume(dev, "boot", "t", "t2")).resumed()).isTrue();
        assertThat(bench.snapshot(dev).presence().wake()).isNull();
    }

    @Test
    void byeEndsTheSession() {
        Connection connection = bench.connect(dev);

        await(bench.sessions().close(connection, Carried.NOTHING, new Closing.Over(EndReason.BYE), bench.now));

        SessionView view = await(bench.sessions().session(dev)).orElseThrow();
        assertThat(view.state()).isEqualTo(SessionState.ENDED);
        assertThat(view.endReason()).isEqualTo(EndReason.BYE);
        assertThat(failure(bench.sessions().write(connection, state(1), bench.now)))
                .isInstanceOf(Superseded.class);
        assertThat(bench.refused(bench.resume(dev, "boot", "t", "t2")).ended()).isNull();
    }

    @Test
    void endsTheGivenSessionOnly() {
        Connection connection = bench.connect(dev);

        assertThat(await(bench.sessions().end(dev, "another", EndReason.REVOKED, ANA, bench.now)))
                .isEmpty();
        List<Change> changes =
                await(bench.sessions().end(dev, connection.session().value(), EndReason.REVOKED, ANA, bench.now));

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).by()).isEqualTo(ANA);
        assertThat(await(bench.sessions().end(dev, null, EndReason.REVOKED, ANA, bench.now)))
                .isEmpty();
    }

    @Test
    void forgetsADeviceWithAllItHas() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "a", "1");
        await(bench.sessions().desire(dev, properties("b", "1"), List.of(), null, ANA, bench.now));

        await(bench.sessions().forget(dev));

        assertThat(await(bench.sessions().session(dev))).isEmpty();
        assertThat(await(bench.sessions().deviceOf(connection.session().value())))
                .isEmpty();
        assertThat(bench.snapshot(dev).state()).isEmpty();
        assertThat(bench.snapshot(dev).revision()).isZero();
    }

    @Test
    void appendsAnEntryOfTheHub() {
        Change change = await(
                bench.sessions().append(dev, ANA, new ShareEntry(new UserId("usr_2"), "Ben", Role.VIEWER), bench.now));

        assertThat(change)
                .isEqualTo(
                        new Change(dev, 0, 1, bench.now, ANA, new ShareEntry(new UserId("usr_2"), "Ben", Role.VIEWER)));
        assertThat(bench.opened(bench.hello(dev, "b1", "t1")).connection().epoch())
                .isEqualTo(1);
        assertThat(bench.snapshot(dev).revision()).isEqualTo(2);
    }

    private static List<io.hawser.domain.Entry> entries(List<Change> changes) {
        return changes.stream().map(Change::entry).toList();
    }
}
