package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.simulator.wire.HubRefusal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What the hub answers while it cannot do what is asked: each must be 503 {@code UNAVAILABLE} with {@code Retry-After}. */
final class Refusals {
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger right = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicReference<String> words = new AtomicReference<>("");

    /** Asks again and again until the time is over. Blocks. */
    void during(Duration time, Duration between, Supplier<Future<?>> call) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            count(call.get());
            Waiting.pass(between);
        }
    }

    private void count(Future<?> call) {
        asked.incrementAndGet();
        call.onComplete(done -> served.incrementAndGet(), failure -> {
            boolean fits = failure instanceof HubRefusal refusal
                    && refusal.status() == 503
                    && refusal.code().equals("UNAVAILABLE")
                    && !refusal.retryAfter().isZero();
            (fits ? right : wrong).incrementAndGet();
            if (!fits) {
                words.compareAndSet("", String.valueOf(failure));
            }
        });
    }

    /** Refused rightly: at least one; wrongly: none. What is served later, once the store is back, is no false word. */
    void tell(Trial trial, String when) {
        trial.figure("calls while " + when, asked.get());
        trial.figure("of these answered 503 UNAVAILABLE with Retry-After", right.get());
        trial.require(right.get() > 0, "nothing was refused while " + when + " (" + served.get() + " served)");
        trial.require(
                wrong.get() == 0,
                wrong.get() + " calls were refused otherwise than by 503 while " + when + ", such as by "
                        + words.get());
    }
}
