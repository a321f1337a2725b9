package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.ANA;
import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.failure;
import static io.hawser.storage.redis.Bench.properties;
import static io.hawser.storage.redis.Bench.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.ShareEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Presence;
import io.hawser.domain.Presence.Reason;
import io.hawser.domain.Presence.Status;
import io.hawser.domain.Role;
import io.hawser.domain.Snapshot;
import io.hawser.domain.UserId;
import io.hawser.session.Catchup;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.session.Opening;
import io.hawser.session.SessionStore.Superseded;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestRedis.Resolver.class)
class RedisColdStartIT {
    private final DeviceId dev = device();
    private final TestRedis redis;
    private final AtomicInteger asked = new AtomicInteger();
    private final Snapshot kept = new Snapshot(
            dev,
            4,
            100,
            properties("power", "\"on\"", "na\"me", "1"),
            properties("target", "22"),
            42,
            new Presence(Status.ONLINE, Reason.CONNECTED, Instant.ofEpochMilli(1_750_000_000_000L), null));
    private ColdStart port = device -> {
        asked.incrementAndGet();
        return Future.succeededFuture(device.equals(dev) ? Optional.of(kept) : Optional.empty());
    };
    private Bench bench;

    RedisColdStartIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        redis.command("FLUSHDB");
        bench = new Bench(redis.settings(), device -> port.last(device), "n1");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aSessionGoesOnWhereTheKeptLogEnds() {
        Opening.Opened opened = bench.opened(bench.hello(dev, "b", "t"));

        assertThat(opened.connection().epoch()).isEqualTo(1004);
        assertThat(opened.revision()).isEqualTo(101);
        assertThat(opened.desired()).isEqualTo(properties("target", "22"));
        assertThat(opened.desiredRevision()).isEqualTo(42);
        assertThat(bench.snapshot(dev).state()).isEqualTo(kept.state());
        assertThat(asked).hasValue(1);
    }

    @Test
    void theHubsOwnEntriesGetAnEpochOfTheirOwnOnce() {
        Change share = await(
                bench.sessions().append(dev, ANA, new ShareEntry(new UserId("usr_2"), "Ben", Role.VIEWER), bench.now));
        Change desired = await(bench.sessions().desire(dev, properties("a", "1"), List.of(), null, ANA, bench.now))
                .change();

        assertThat(share.cursor()).isEqualTo(new Cursor(1004, 101));
        assertThat(desired.cursor()).isEqualTo(new Cursor(1004, 102));
        assertThat(bench.connect(dev).epoch()).isEqualTo(1005);
        assertThat(bench.snapshot(dev).revision()).isEqualTo(103);
    }

    @Test
    void aCommandGoesOnToo() {
        assertThat(bench.submit(bench.wish(dev)).changes().get(0).cursor()).isEqualTo(new Cursor(1004, 101));
    }

    @Test
    void whatIsReadIsOfflineWithItsState() {
        Snapshot snapshot = bench.snapshot(dev);

        assertThat(snapshot.cursor()).isEqualTo(new Cursor(4, 100));
        assertThat(snapshot.state()).isEqualTo(kept.state());
        assertThat(snapshot.presence())
                .isEqualTo(new Presence(
                        Status.OFFLINE, Reason.CLOSED, kept.presence().since(), null));
        assertThat(await(bench.sessions().catchUp(dev, new Cursor(4, 100)))).isInstanceOf(Catchup.Current.class);
        assertThat(await(bench.sessions().catchUp(dev, new Cursor(4, 99)))).isInstanceOf(Catchup.Fresh.class);
    }

    @Test
    void theCapCountsWhatWasKept() {
        Connection connection = bench.connect(dev);
        int kept = "power".length() + "\"on\"".length() + "na\"me".length() + "1".length();
        String most = '"' + "x".repeat(64 * 1024 - kept - "big".length() - 2) + '"';

        assertThat(failure(bench.sessions().write(connection, state(1, "big", most + " "), bench.now)))
                .isInstanceOf(Failure.class);
        assertThat(bench.report(connection, 1, "big", most).seq()).isEqualTo(1);
    }

    @Test
    void nothingIsWrittenWhileTheKeptLogIsAway() {
        port = device -> Future.failedFuture(new IllegalStateException("no PostgreSQL"));

        assertThat(failure(bench.sessions().open(bench.hello(dev, "b", "t"), bench.now)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(redis.command("DBSIZE")).isEqualTo("0");
    }

    @Test
    void anEmptiedRedisForgetsConnectionsButNoRevision() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "a", "1");
        redis.command("FLUSHDB");

        assertThat(failure(bench.sessions().write(connection, state(2, "a", "2"), bench.now)))
                .isInstanceOfSatisfying(
                        Superseded.class,
                        superseded -> assertThat(superseded.forgotten()).isTrue());
        assertThat(bench.connect(dev).session()).isNotEqualTo(connection.session());
        assertThat(failure(bench.sessions().write(connection, state(2, "a", "2"), bench.now)))
                .isInstanceOf(Superseded.class);
    }

    @Test
    void aDeviceThatWasNeverSeenIsAskedForOnce() {
        DeviceId fresh = device();
        assertThat(bench.snapshot(fresh).revision()).isZero();
        bench.snapshot(fresh);
        assertThat(bench.connect(fresh).epoch()).isEqualTo(1);

        assertThat(asked).hasValue(1);
    }
}
