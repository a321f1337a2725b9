package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.ANA;
import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.failure;
import static io.hawser.storage.redis.Bench.properties;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.Downlink;
import io.hawser.bus.Downlink.DesiredOffer;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Snapshot;
import io.hawser.session.Connection;
import io.hawser.session.SessionStore.DesiredChange;
import io.hawser.session.Uplink;
import io.hawser.session.Wish;
import io.hawser.session.Written;
import io.hawser.testing.TestRedis;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestRedis.Resolver.class)
class RedisDesireIT {
    private final DeviceId dev = device();
    private final TestRedis redis;
    private Bench bench;

    RedisDesireIT(TestRedis redis) {
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

    @Test
    void tellsTheLogAndTheConnectedDevice() {
        Connection connection = bench.connect(dev);

        DesiredChange desired = desire(null, "target", "22", "mo\"de", "\"he/at\"");

        assertThat(desired.change())
                .isEqualTo(new Change(
                        dev,
                        1,
                        2,
                        bench.now,
                        ANA,
                        new StateEntry(
                                Map.of(),
                                List.of(),
                                null,
                                properties("target", "22", "mo\"de", "\"he/at\""),
                                List.of(),
                                1)));
        assertThat(desired.desired()).isEqualTo(properties("target", "22", "mo\"de", "\"he/at\""));
        assertThat(desired.delta())
                .isEqualTo(new Downlink(
                        dev,
                        1,
                        connection.number(),
                        new DesiredOffer(2, properties("target", "22", "mo\"de", "\"he/at\""), List.of())));
        Snapshot snapshot = bench.snapshot(dev);
        assertThat(snapshot.desired()).isEqualTo(desired.desired());
        assertThat(snapshot.desiredRevision()).isEqualTo(2);
    }

    @Test
    void isOfferedAgainAsItIsToWhoeverIsConnected() {
        assertThat(await(bench.sessions().wanted(dev))).as("nobody knows it").isEmpty();
        Connection connection = bench.connect(dev);
        DesiredChange desired = desire(null, "target", "22");

        assertThat(await(bench.sessions().wanted(dev))).contains(desired.delta());
        assertThat(bench.snapshot(dev).revision())
                .as("the log has nothing of it")
                .isEqualTo(desired.change().revision());

        bench.connect(dev);
        assertThat(await(bench.sessions().wanted(dev)).orElseThrow().epoch())
                .as("the newest")
                .isGreaterThan(connection.epoch());
    }

    @Test
    void anAbsentDeviceIsToldInItsWelcome() {
        DesiredChange desired = desire(null, "target", "22");
        assertThat(desired.delta()).isNull();

        var opened = bench.opened(bench.hello(dev, "b", "t"));

        assertThat(opened.desired()).isEqualTo(properties("target", "22"));
        assertThat(opened.desiredRevision()).isEqualTo(1);
    }

    @Test
    void whatIsSoAlreadyIsNotWanted() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "target", "22", "power", "\"on\"");
        desire(null, "target", "25");

        DesiredChange desired = desire(null, "target", "22.0", "power", "\"on\"");

        assertThat(desired.desired()).isEmpty();
        assertThat(entry(desired.change()).desiredSet()).isEmpty();
        assertThat(entry(desired.change()).desiredUnset()).containsExactly("target");
    }

    @Test
    void aReportThatMatchesSettlesIt() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "target", "20", "power", "\"off\"");
        desire(null, "target", "22", "power", "\"on\"");

        Written written = bench.report(connection, 2, "target", "22.00");

        assertThat(entry(written.changes().get(0)))
                .isEqualTo(
                        new StateEntry(properties("target", "22.00"), List.of(), null, Map.of(), List.of("target"), 1));
        Snapshot snapshot = bench.snapshot(dev);
        assertThat(snapshot.desired()).isEqualTo(properties("power", "\"on\""));
        assertThat(snapshot.desiredRevision()).isEqualTo(written.revision());
    }

    @Test
    void aReportOfTheOldValueLeavesItWanted() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "target", "20");
        desire(null, "target", "22");

        assertThat(entry(bench.report(connection, 2, "target", "20.0").changes().get(0))
                        .desiredUnset())
                .isEmpty();
        assertThat(bench.snapshot(dev).desired()).isEqualTo(properties("target", "22"));
    }

    @Test
    void anOverrideAtTheDeviceWins() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "target", "20", "song", "\"a\"");
        desire(null, "target", "22", "song", "\"b\"");

        Written over = bench.report(connection, 2, "target", "18");
        Written unset = await(bench.sessions()
                .write(connection, new Uplink.Report(3, Map.of(), List.of("song"), null, null), bench.now));

        assertThat(entry(over.changes().get(0)).desiredUnset()).containsExactly("target");
        assertThat(entry(unset.changes().get(0)).desiredUnset()).containsExactly("song");
        assertThat(bench.snapshot(dev).desired()).isEmpty();
        assertThat(bench.snapshot(dev).state()).isEqualTo(properties("target", "18"));
    }

    @Test
    void takesBackWhatIsWanted() {
        desire(null, "a", "1", "b", "2");

        DesiredChange desired =
                await(bench.sessions().desire(dev, Map.of(), List.of("a", "never"), null, ANA, bench.now));

        assertThat(desired.desired()).isEqualTo(properties("b", "2"));
        assertThat(entry(desired.change()).desiredUnset()).containsExactly("a");
    }

    @Test
    void refusesWhenItHasChangedMeanwhile() {
        Connection connection = bench.connect(dev);
        long wanted = desire(null, "a", "1").change().revision();
        long last = bench.report(connection, 1, "x", "1").revision();

        assertThat(desire(wanted, "a", "2").change().revision()).isEqualTo(last + 1);
        assertThat(desire(last + 1, "a", "3").change().revision()).isEqualTo(last + 2);
        assertThat(failure(bench.sessions().desire(dev, properties("a", "4"), List.of(), wanted, ANA, bench.now)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
        assertThat(bench.snapshot(dev).desired()).isEqualTo(properties("a", "3"));
    }

    @Test
    void refusesToWantMoreThanFits() {
        Map<String, Json> large = properties("a", '"' + "x".repeat(64 * 1024) + '"');

        assertThat(failure(bench.sessions().desire(dev, large, List.of(), null, ANA, bench.now)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SESSION_FULL));
        assertThat(bench.snapshot(dev).revision()).isZero();
    }

    @Test
    void wantsOnceWhatIsToldTwiceUnderOneKey() {
        bench.connect(dev);
        Wish wish = new Wish(dev, properties("a", "1"), List.of(), null, ANA, "k-1", null);

        assertThat(await(bench.sessions().wish(wish, bench.now))).isPresent();
        desire(null, "a", "2");
        assertThat(await(bench.sessions().wish(wish, bench.now))).isEmpty();

        assertThat(await(bench.sessions().snapshot(dev)).desired()).isEqualTo(properties("a", "2"));
    }

    private DesiredChange desire(@Nullable Long ifMatch, String... set) {
        return await(bench.sessions().desire(dev, properties(set), List.of(), ifMatch, ANA, bench.now));
    }

    private static StateEntry entry(Change change) {
        return (StateEntry) change.entry();
    }
}
