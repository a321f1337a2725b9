package io.hawser.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rounds one after the other, each ended by the test. */
class RoundsTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Vertx vertx = Vertx.vertx();

    /** All happens on one event loop, as with a verticle. */
    private final Context loop = vertx.getOrCreateContext();

    private final BlockingQueue<Promise<Boolean>> begun = new LinkedBlockingQueue<>();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void end() {
        vertx.close().await();
    }

    @Test
    void comeAfterEachPause() throws Exception {
        start(new Rounds(AT_ONCE, this::round, this::tell));

        ended(false);
        ended(false);
        next();
    }

    @Test
    void comeAtOnceWithNewsOrWhenThereIsMoreAndNeverOverlap() throws Exception {
        Rounds rounds = start(new Rounds(NEVER, this::round, this::tell));
        assertThat(begun).isEmpty();

        onLoop(rounds::soon);
        Promise<Boolean> first = next();
        onLoop(rounds::soon);
        onLoop(rounds::soon);
        assertThat(begun).isEmpty();
        onLoop(() -> first.complete(false));
        ended(true);
        ended(false);
        onLoop(() -> {});
        assertThat(begun).isEmpty();
    }

    @Test
    void tellOnceThatTheyFailUntilOneDoesNot() throws Exception {
        start(new Rounds(AT_ONCE, AT_ONCE, this::round, this::tell));

        failed("a");
        failed("b");
        ended(false);
        failed("c");
        next();
        assertThat(told).containsExactly("a", "c");
    }

    @Test
    void takeWhatIsThrownForAFailure() throws Exception {
        int[] count = {0};
        start(new Rounds(
                AT_ONCE,
                () -> {
                    if (count[0]++ == 0) {
                        throw new IllegalStateException("thrown");
                    }
                    return round();
                },
                this::tell));

        next();
        assertThat(told).containsExactly("thrown");
    }

    @Test
    void waitWithNewsWhileTheyFail() throws Exception {
        Rounds rounds = start(new Rounds(NEVER, NEVER, this::round, this::tell));
        onLoop(rounds::soon);
        failed("away");
        onLoop(() -> {});

        onLoop(rounds::soon);
        onLoop(() -> {});
        assertThat(begun).isEmpty();
    }

    @Test
    void endWhenStopped() throws Exception {
        Rounds rounds = start(new Rounds(NEVER, this::round, this::tell));
        onLoop(rounds::soon);
        Promise<Boolean> last = next();
        onLoop(rounds::stop);
        onLoop(() -> last.fail("late"));
        onLoop(rounds::soon);
        onLoop(() -> {});

        assertThat(begun).isEmpty();
        assertThat(told).isEmpty();
    }

    private Rounds start(Rounds rounds) {
        onLoop(() -> rounds.start(vertx));
        return rounds;
    }

    private Future<Boolean> round() {
        Promise<Boolean> promise = Promise.promise();
        begun.add(promise);
        return promise.future();
    }

    private void tell(Throwable cause) {
        told.add(String.valueOf(cause.getMessage()));
    }

    private Promise<Boolean> next() throws InterruptedException {
        Promise<Boolean> promise = begun.poll(20, TimeUnit.SECONDS);
        assertThat(promise).isNotNull();
        return promise;
    }

    private void ended(boolean more) throws InterruptedException {
        Promise<Boolean> promise = next();
        onLoop(() -> promise.complete(more));
    }

    private void failed(String why) throws InterruptedException {
        Promise<Boolean> promise = next();
        onLoop(() -> promise.fail(why));
    }

    private void onLoop(Runnable work) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(any -> {
            work.run();
            done.complete();
        });
        done.future().await();
    }
}
