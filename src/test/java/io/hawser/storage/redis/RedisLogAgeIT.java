package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Presence.Reason;
import io.hawser.domain.SessionView.Budget;
import io.hawser.session.Carried;
import io.hawser.session.Catchup;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.Hello;
import io.hawser.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Live logs are shortened by age, at one deadline a device and nothing while nothing comes. */
@ExtendWith(TestRedis.Resolver.class)
class RedisLogAgeIT {
    private static final Duration AGE = Duration.ofHours(1);

    /** How long it may be from one look to the next. */
    private static final Duration LOOKS = Duration.ofMinutes(10);

    private final DeviceId dev = device();
    private final TestRedis redis;
    private Bench bench;

    RedisLogAgeIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        redis.command("FLUSHDB");
        bench = new Bench(redis);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void keepsEachEntryForItsTimeAndNoneForTwice() {
        Random random = new Random(1);
        List<Instant> times = new ArrayList<>();
        Connection connection = connect();
        times.add(bench.now);
        for (int seq = 1; seq <= 300; seq++) {
            pass(Duration.ofSeconds(random.nextInt((int) LOOKS.toSeconds())));
            bench.report(connection, seq, "n", Integer.toString(seq));
            times.add(bench.now);
            kept();
            bench.claim();

            int held = held();
            int first = times.size() - held;
            assertThat(times.get(first))
                    .isAfter(bench.now.minus(AGE.multipliedBy(2)).minus(LOOKS.multipliedBy(2)));
            if (first > 0) {
                assertThat(times.get(first - 1)).isBeforeOrEqualTo(bench.now.minus(AGE));
            }
        }
    }

    @Test
    void aCursorThatIsNoMoreInTheLogGetsASnapshotAndEveryOtherWhatCameAfterIt() {
        List<Change> told = new ArrayList<>();
        var opened = bench.opened(bench.hello(dev, "b1", "t1", bench.stores.incarnation()));
        told.addAll(opened.changes());
        Connection connection = opened.connection();
        for (int seq = 1; seq <= 5; seq++) {
            told.addAll(
                    bench.report(connection, seq, "n", Integer.toString(seq)).changes());
        }
        pass(AGE.minusMinutes(1));
        told.addAll(bench.report(connection, 6, "n", "6").changes());
        kept();
        pass(Duration.ofMinutes(1));
        bench.claim();

        assertThat(held()).isEqualTo(6);
        pass(AGE);
        told.addAll(bench.report(connection, 7, "n", "7").changes());
        kept();
        bench.claim();

        assertThat(held()).isEqualTo(1);
        for (int i = 0; i < told.size() - 1; i++) {
            Catchup catchup = catchUp(told.get(i).cursor());
            assertThat(catchup)
                    .as("cursor %s", told.get(i).cursor())
                    .isEqualTo(
                            i < told.size() - held()
                                    ? new Catchup.Fresh(bench.snapshot(dev))
                                    : new Catchup.Replay(told.subList(i + 1, told.size())));
        }
    }

    @Test
    void forgetsTheWholeLogWhereNothingComesAndDoesNothingFromThenOn() {
        Connection connection = connect();
        Cursor last = new Cursor(1, bench.report(connection, 1, "n", "1").revision());
        kept();
        pass(AGE);
        bench.claim();
        pass(AGE);
        bench.claim();

        assertThat(held()).isZero();
        assertThat(redis.command("ZCARD", Shards.due(Shards.of(dev)))).isEqualTo("0");
        assertThat(catchUp(last)).isEqualTo(new Catchup.Current(last));
        assertThat(catchUp(new Cursor(1, 1))).isInstanceOf(Catchup.Fresh.class);

        var next = bench.report(connection, 2, "n", "2");

        assertThat(next.revision()).isEqualTo(last.revision() + 1);
        assertThat(catchUp(last)).isInstanceOf(Catchup.Fresh.class);
        assertThat(catchUp(new Cursor(1, next.revision()))).isInstanceOf(Catchup.Current.class);
        bench.report(connection, 3, "n", "3");
        assertThat(catchUp(new Cursor(1, next.revision())))
                .isInstanceOfSatisfying(
                        Catchup.Replay.class,
                        replay -> assertThat(replay.changes()).hasSize(1));
    }

    @Test
    void waitsUntilPostgresHasWhatIsToGo() {
        bench.report(connect(), 1, "n", "1");
        pass(AGE);
        bench.claim();
        assertThat(held()).isEqualTo(2);

        kept();
        pass(Duration.ofMinutes(1));
        bench.claim();

        assertThat(held()).isEqualTo(1);
    }

    @Test
    void tellsWhatTheNextCleanUpRemoves() {
        Connection connection = connect();
        Instant first = bench.now;
        bench.report(connection, 1, "n", "1");
        bench.report(connection, 2, "n", "2");
        assertThat(budget().old()).isEqualTo(1);
        assertThat(budget().cleanup()).isEqualTo(first.plus(AGE));
        kept();
        pass(AGE);
        bench.claim();
        assertThat(budget().log()).isEqualTo(2);
        assertThat(budget().old()).isEqualTo(2);
        assertThat(budget().cleanup()).isEqualTo(bench.now.plus(AGE));
        pass(AGE);
        bench.claim();
        assertThat(budget().log()).isZero();
        assertThat(budget().old()).isZero();
        assertThat(budget().cleanup()).isNull();
    }

    @Test
    void aSpentTokenIsKnownAgainWhenTheLogIsShort() {
        bench.opened(bench.hello(dev, "b1", "t1"));
        for (int i = 1; i <= 3; i++) {
            Connection connection = bench.opened(resume("t" + i, "t" + (i + 1))).connection();
            await(bench.sessions().confirm(connection));
            await(bench.sessions()
                    .close(
                            connection,
                            Carried.NOTHING,
                            new Closing.Lost(Reason.CLOSED, Duration.ZERO, false),
                            bench.now));
        }
        Connection last = bench.opened(resume("t4", "t5")).connection();
        await(bench.sessions().confirm(last));
        kept();
        pass(AGE);
        bench.claim();
        pass(AGE);
        bench.claim();
        assertThat(held()).isZero();

        assertThat(bench.refused(resume("t4", "x")).ended()).isEqualTo(EndReason.TOKEN_REPLAY);
    }

    /** At the node that looks as well. */
    private Hello resume(String presented, String next) {
        Hello hello = bench.resume(dev, "b1", presented, next);
        return new Hello(
                dev,
                hello.boot(),
                hello.model(),
                hello.firmware(),
                hello.presentedHash(),
                false,
                hello.fresh(),
                hello.nextTokenHash(),
                hello.terms(),
                hello.reconnects(),
                hello.address(),
                bench.stores.incarnation());
    }

    /** At the node that looks. */
    private Connection connect() {
        return bench.opened(bench.hello(dev, "b1", "t1", bench.stores.incarnation()))
                .connection();
    }

    /** The history has taken all that waited. */
    private void kept() {
        redis.command("DEL", Shards.outbox(Shards.of(dev)));
    }

    private void pass(Duration time) {
        bench.pass(time);
    }

    private int held() {
        return Integer.parseInt(redis.command("XLEN", "{s" + Shards.of(dev) + "}:log:" + dev));
    }

    private Budget budget() {
        return requireNonNull(await(bench.sessions().session(dev)).orElseThrow().budget());
    }

    private Catchup catchUp(Cursor since) {
        return await(bench.sessions().catchUp(dev, since));
    }
}
