package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.relay.Channels;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.session.Written;
import io.hawser.testing.TestRedis;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nodes tell each other over Redis, and that a node which is alone spares itself the telling. */
class RedisChannelsIT {
    private static final Pattern PUBLISHED = Pattern.compile("cmdstat_publish:calls=(\\d+)");

    private final TestRedis redis = TestRedis.ownServer();
    private final Bench first = new Bench(redis);
    private final Bench second = new Bench(redis.settings(), ColdStart.none(), "n2");
    private final DeviceId dev = device();
    private final Connection connection = first.connect(dev);
    private final Ear heardByFirst = new Ear();
    private final Ear heardBySecond = new Ear();
    private long seq;

    @AfterEach
    void stop() {
        first.close();
        second.close();
        redis.close();
    }

    @Test
    void publishesUntilItKnowsThatItIsAlone() {
        long before = published();

        report();

        assertThat(published()).isEqualTo(before + 1);
    }

    @Test
    void publishesNothingWhileItIsAlone() {
        untilFirstIsAlone();
        long before = published();

        report();
        report();

        assertThat(published()).isEqualTo(before);
    }

    @Test
    void bringsAComingNodeToDoubtOnceMoreWhenAllIsPublished() throws InterruptedException {
        untilFirstIsAlone();
        Channels channels = second.stores.channels();
        inOrder(second, () -> {
            channels.follow(dev);
            channels.open(heardBySecond);
        });

        // One when the subscription is in force, one when the first node publishes.
        assertThat(heardBySecond.doubts.poll(10, TimeUnit.SECONDS)).containsExactly(dev);
        assertThat(heardBySecond.doubts.poll(10, TimeUnit.SECONDS)).containsExactly(dev);
        report();

        Change change = heardBySecond.changes.poll(10, TimeUnit.SECONDS);
        assertThat(change).isNotNull();
        assertThat(change.device()).isEqualTo(dev);
    }

    @Test
    void takesUpPublishingWhenAnotherComesAndLeavesItWhenThatGoes() {
        untilFirstIsAlone();
        Channels channels = second.stores.channels();
        Context context = inOrder(second, () -> channels.open(heardBySecond));
        until(true);

        context.runOnContext(turn -> channels.close());

        until(false);
    }

    /** What a node asks on the connection that it hears with is answered between the messages, and takes none of them away. */
    @Test
    void missesNoMessageWhileItSubscribes() throws InterruptedException {
        untilFirstIsAlone();
        Channels channels = second.stores.channels();
        Context context = inOrder(second, () -> {
            channels.follow(dev);
            channels.open(heardBySecond);
        });
        assertThat(heardBySecond.doubts.poll(10, TimeUnit.SECONDS)).containsExactly(dev);
        assertThat(heardBySecond.doubts.poll(10, TimeUnit.SECONDS)).containsExactly(dev);
        int reports = 2_000;

        long first = report().revision();
        for (int n = 1; n < reports; n++) {
            if (n % 2 == 0) {
                context.runOnContext(turn -> channels.follow(device()));
            }
            report();
        }

        List<Long> heard = new ArrayList<>();
        for (int n = 0; n < reports; n++) {
            Change change = heardBySecond.changes.poll(5, TimeUnit.SECONDS);
            assertThat(change).as("after %s of %s", n, reports).isNotNull();
            heard.add(change.revision());
        }
        assertThat(heard)
                .isEqualTo(LongStream.range(first, first + reports).boxed().toList());
    }

    @Test
    void passesWhatIsToldOfADeviceToTheNodeThatFollowsIt() throws InterruptedException {
        // Before the first knows whether there is another it publishes entries, but nothing that is for a moment only.
        Channels ours = first.stores.channels();
        inOrder(first, () -> ours.open(heardByFirst));
        until(false);
        Channels theirs = second.stores.channels();
        inOrder(second, () -> {
            theirs.follow(dev);
            theirs.open(heardBySecond);
        });
        until(true);
        // The subscription is in force.
        assertThat(heardBySecond.doubts.poll(10, TimeUnit.SECONDS)).containsExactly(dev);

        first.vertx.getOrCreateContext().runOnContext(turn -> {
            ours.tell(new DeviceId("dev_other"), () -> "not heard");
            ours.tell(dev, () -> "one\ntwo");
        });

        assertThat(heardBySecond.passing.poll(10, TimeUnit.SECONDS)).isEqualTo(dev + " one\ntwo");
        assertThat(heardByFirst.passing).isEmpty();
        report();
        assertThat(heardBySecond.changes.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    private void untilFirstIsAlone() {
        inOrder(first, () -> first.stores.channels().open(heardByFirst));
        until(false);
    }

    /** Channels are for one verticle: all that they are told and hear is in one context. */
    private static Context inOrder(Bench node, Runnable action) {
        Context context = node.vertx.getOrCreateContext();
        context.runOnContext(turn -> action.run());
        return context;
    }

    private void until(boolean publishing) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            long before = published();
            report();
            if (published() > before == publishing) {
                return;
            }
        }
        throw new AssertionError(publishing ? "nothing was published" : "publishes all the time");
    }

    private Written report() {
        return first.report(connection, ++seq, "n", Long.toString(seq));
    }

    private long published() {
        Matcher found = PUBLISHED.matcher(redis.whole("INFO", "commandstats"));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private static final class Ear implements Channels.Listener {
        private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> passing = new LinkedBlockingQueue<>();
        private final BlockingQueue<Set<DeviceId>> doubts = new LinkedBlockingQueue<>();

        @Override
        public void changed(Change change) {
            changes.add(change);
        }

        @Override
        public void told(@Nullable String text) {
            throw new AssertionError("not told in these tests: " + text);
        }

        @Override
        public void deaf() {
            // As below.
        }

        @Override
        public void told(DeviceId device, String text) {
            passing.add(device + " " + text);
        }

        @Override
        public void missed() {
            // When all ends.
        }

        @Override
        public void doubted(Set<DeviceId> devices) {
            doubts.add(devices);
        }
    }
}
