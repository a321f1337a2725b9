package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.HEARTBEAT;
import static io.hawser.storage.redis.Bench.RECONNECTS;
import static io.hawser.storage.redis.Bench.TTL;
import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.failure;
import static io.hawser.storage.redis.Bench.properties;
import static io.hawser.storage.redis.Bench.session;
import static io.hawser.storage.redis.Bench.state;
import static io.hawser.storage.redis.Bench.token;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Presence;
import io.hawser.domain.Presence.Reason;
import io.hawser.domain.Presence.Status;
import io.hawser.domain.SessionTerms;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.Budget;
import io.hawser.domain.SessionView.Counts;
import io.hawser.session.Carried;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.Hello;
import io.hawser.session.Opening;
import io.hawser.session.Opening.Held;
import io.hawser.session.Opening.Opened;
import io.hawser.session.Reconnects;
import io.hawser.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What holds for one device's session: grace, caps, how often it may come back; and what it counts. */
@ExtendWith(TestRedis.Resolver.class)
class RedisSessionTermsIT {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final SessionTerms TERMS = new SessionTerms(HEARTBEAT, TTL, GRACE, 1024);
    private static final Reconnects THREE = new Reconnects(3, Duration.ofMinutes(1));

    private final DeviceId dev = device();
    private final TestRedis redis;
    private Bench bench;

    RedisSessionTermsIT(TestRedis redis) {
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
    void anAbsenceThatMayBeBriefSaysForHowLong() {
        Connection connection = bench.opened(hello(RECONNECTS)).connection();

        Change lost = lose(connection).get(0);

        assertThat(lost.entry())
                .isEqualTo(new PresenceEntry(Status.OFFLINE, Reason.CLOSED, connection.session(), null, GRACE));
        assertThat(bench.snapshot(dev).presence())
                .isEqualTo(new Presence(Status.OFFLINE, Reason.CLOSED, bench.now, null, GRACE));

        Connection again = bench.opened(hello(RECONNECTS)).connection();
        assertThat(bench.snapshot(dev).presence().grace()).isNull();
        List<Change> bye =
                await(bench.sessions().close(again, Carried.NOTHING, new Closing.Over(EndReason.BYE), bench.now));
        assertThat(((PresenceEntry) bye.get(0).entry()).grace()).isNull();
    }

    @Test
    void aDeviceThatComesAndGoesTooOftenIsHeldOffUntilItIsCalm() {
        lose(bench.opened(hello(THREE)).connection());
        for (int i = 0; i < 3; i++) {
            lose(bench.opened(hello(THREE)).connection());
        }

        Held held = (Held) open(hello(THREE));

        assertThat(held.pause()).isEqualTo(Duration.ofSeconds(30));
        assertThat(held.changes())
                .extracting(Change::entry)
                .containsExactly(new PresenceEntry(Status.OFFLINE, Reason.FLAPPING, view().id(), null));
        assertThat(budget().flapping()).isTrue();

        bench.pass(Duration.ofSeconds(29));
        assertThat(((Held) open(hello(THREE))).changes()).isEmpty();
        bench.pass(Duration.ofSeconds(1));
        assertThat(open(hello(THREE))).isInstanceOf(Opened.class);
        assertThat(budget().flapping()).isFalse();
    }

    @Test
    void takingOverALiveConnectionIsNoFlapping() {
        for (int i = 0; i < 20; i++) {
            assertThat(open(hello(THREE))).isInstanceOf(Opened.class);
        }
    }

    @Test
    void aDeviceThatLosesItsLinkNowAndThenIsNoFlapper() {
        for (int i = 0; i < 20; i++) {
            lose(bench.opened(hello(THREE)).connection());
            bench.pass(Duration.ofSeconds(20));
        }
    }

    @Test
    void itsOwnCapHoldsForTheStateAndForWhatIsWanted() {
        Connection connection = bench.opened(hello(RECONNECTS)).connection();
        String large = '"' + "x".repeat(1024) + '"';

        assertThat(failure(bench.sessions().write(connection, state(1, "a", large), bench.now)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("1024")
                .extracting(refused -> ((Failure) refused).code())
                .isEqualTo(ErrorCode.SESSION_FULL);
        assertThat(failure(bench.sessions().desire(dev, properties("a", large), List.of(), null, Bench.ANA, bench.now)))
                .hasMessageContaining("1024");
    }

    @Test
    void countsWhatTheSessionDid() {
        Connection connection = bench.opened(hello(RECONNECTS)).connection();
        bench.report(connection, 1, "a", "1");
        bench.report(connection, 2, "a", "22");
        bench.report(connection, 2, "a", "22");
        bench.submit(bench.wish(dev));
        await(bench.sessions().carried(Map.of(connection, new Carried(100, 10))));
        await(bench.sessions()
                .close(
                        connection,
                        new Carried(11, 1),
                        new Closing.Lost(Reason.CLOSED, Duration.ofSeconds(2), true),
                        bench.now));
        bench.pass(Duration.ofSeconds(1));
        bench.opened(bench.resume(dev, "boot", "t", "t2"));

        SessionView view = view();

        assertThat(view.counts()).isEqualTo(new Counts(2, 1, 1, 111, 11));
        assertThat(view.node()).isEqualTo("n2");
        assertThat(budget().terms()).isEqualTo(Bench.TERMS);
        assertThat(budget().state()).isEqualTo(3);
        assertThat(budget().most()).isEqualTo(1000);
        // Connected, two reports, a command and the state it was in, gone, back.
        assertThat(budget().log()).isEqualTo(bench.snapshot(dev).revision());

        bench.opened(bench.hello(dev, "boot", "t3"));
        assertThat(view().counts()).isEqualTo(new Counts(0, 0, 0, 0, 0));
    }

    private Budget budget() {
        return requireNonNull(view().budget());
    }

    private SessionView view() {
        return await(bench.sessions().session(dev)).orElseThrow();
    }

    private Hello hello(Reconnects reconnects) {
        return new Hello(
                dev, "boot", "light", "1.0", null, true, session(), token("t"), TERMS, reconnects, "10.0.0.1", "n1");
    }

    private Opening open(Hello hello) {
        return await(bench.sessions().open(hello, bench.now));
    }

    private List<Change> lose(Connection connection) {
        return await(bench.sessions()
                .close(connection, Carried.NOTHING, new Closing.Lost(Reason.CLOSED, Duration.ZERO, true), bench.now));
    }
}
