package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.properties;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Presence.Reason;
import io.hawser.session.Carried;
import io.hawser.session.Catchup;
import io.hawser.session.Closing;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestRedis.Resolver.class)
class RedisCatchupIT {
    private static final int HELD = 100;

    private final DeviceId dev = device();
    private final TestRedis redis;
    private Bench bench;

    RedisCatchupIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        RedisSettings settings = new RedisSettings(
                redis.url(),
                false,
                Duration.ofSeconds(5),
                8192,
                HELD,
                Duration.ofHours(1),
                64 * 1024,
                64,
                Duration.ofSeconds(45));
        bench = new Bench(settings, ColdStart.none(), "n1");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void withoutACursorASnapshot() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "a", "1");

        assertThat(catchUp(null)).isEqualTo(new Catchup.Fresh(bench.snapshot(dev)));
        assertThat(catchUp(null).upTo()).isEqualTo(new Cursor(1, 2));
    }

    @Test
    void theLastEntryIsCurrent() {
        assertThat(catchUp(new Cursor(0, 0))).isEqualTo(new Catchup.Current(new Cursor(0, 0)));
        bench.connect(dev);

        assertThat(catchUp(new Cursor(1, 1))).isEqualTo(new Catchup.Current(new Cursor(1, 1)));
    }

    @Test
    void replaysExactlyWhatCameAfterAcrossSessions() {
        List<Change> told = new ArrayList<>();
        var first = bench.opened(bench.hello(dev, "b1", "t1"));
        told.addAll(first.changes());
        told.addAll(bench.report(first.connection(), 1, "a", "1").changes());
        told.addAll(await(bench.sessions()
                .close(
                        first.connection(),
                        Carried.NOTHING,
                        new Closing.Lost(Reason.CLOSED, Duration.ZERO, false),
                        bench.now)));
        var second = bench.opened(bench.hello(dev, "b2", "t2"));
        told.addAll(second.changes());
        told.addAll(bench.report(second.connection(), 1, "b", "{\"c\":\"/\"}").changes());

        for (int i = 0; i < told.size() - 1; i++) {
            assertThat(catchUp(told.get(i).cursor())).isEqualTo(new Catchup.Replay(told.subList(i + 1, told.size())));
        }
    }

    @Test
    void aRevisionUnderAnotherEpochProvesNothing() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "a", "1");
        bench.opened(bench.hello(dev, "b2", "t2"));

        assertThat(catchUp(new Cursor(2, 2))).isInstanceOf(Catchup.Fresh.class);
        assertThat(catchUp(new Cursor(1, 3))).isInstanceOf(Catchup.Fresh.class);
        assertThat(catchUp(new Cursor(2, 4))).isInstanceOf(Catchup.Fresh.class);
        assertThat(catchUp(new Cursor(0, 0))).isInstanceOf(Catchup.Fresh.class);
        assertThat(catchUp(new Cursor(1, -1))).isInstanceOf(Catchup.Fresh.class);
    }

    @Test
    void replaysFromTheOldestEntryThatIsHeldAndNotFromTheOneBefore() {
        Connection connection = bench.connect(dev);
        int last = 1;
        for (int seq = 1; seq <= 5 * HELD; seq++) {
            last = (int)
                    bench.report(connection, seq, "n", Integer.toString(seq)).revision();
        }
        String oldest = redis.command("XLEN", "{s" + Shards.of(dev) + "}:log:" + dev);
        int held = Integer.parseInt(oldest);
        assertThat(held).isBetween(HELD, 3 * HELD);
        int first = last - held + 1;

        assertThat(catchUp(new Cursor(1, first))).isInstanceOfSatisfying(Catchup.Replay.class, replay -> {
            assertThat(replay.changes()).hasSize(held - 1);
            assertThat(replay.changes().get(0).revision()).isEqualTo(first + 1);
            assertThat(replay.upTo()).isEqualTo(bench.snapshot(dev).cursor());
        });
        assertThat(catchUp(new Cursor(1, first - 1))).isInstanceOf(Catchup.Fresh.class);
        assertThat(catchUp(new Cursor(1, last))).isInstanceOf(Catchup.Current.class);
        assertThat(catchUp(new Cursor(1, last - 1)))
                .isInstanceOfSatisfying(
                        Catchup.Replay.class,
                        replay -> assertThat(replay.changes()).hasSize(1));
    }

    @Test
    void readsManyDevicesAtOnce() {
        DeviceId other = device();
        bench.report(bench.connect(dev), 1, "a", "1");

        assertThat(await(bench.sessions().snapshots(List.of(dev, other))))
                .extracting(snapshot -> snapshot.state())
                .containsExactlyInAnyOrder(properties("a", "1"), properties());
    }

    private Catchup catchUp(@Nullable Cursor since) {
        return await(bench.sessions().catchUp(dev, since));
    }
}
