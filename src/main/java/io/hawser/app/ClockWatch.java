package io.hawser.app;

import io.hawser.storage.redis.TimeMark;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the hub's time from going back where the host's does while no hub runs: a machine without a battery for its clock starts
 * hours or years early until somebody sets it. Every ten seconds the time is marked in the live store, if entries were written
 * since; a hub that starts before the mark goes on from there. Tells in the log and as a gauge how far the host's clock is off.
 */
final class ClockWatch extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    private static final Duration BETWEEN = Duration.ofSeconds(10);
    /** What entries may have been written after the mark, a late round included. */
    private static final Duration PAST_MARK = BETWEEN.multipliedBy(2);
    /** A mark that is further ahead was made under a clock that was wrong then. */
    private static final Duration CREDIBLE = Duration.ofDays(31);
    /** A host's time before this is certainly wrong. */
    private static final Instant THIS_PROGRAM = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration WORTH_TELLING = Duration.ofMinutes(1);
    /** How often, and how many times, a clock that is far behind is looked at before the hub starts all the same. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    static final int LOOKS = 60;

    private final MonotonicClock clock;
    private final TimeMark mark;
    private final LongSupplier entries;
    private long marked;
    private boolean off;

    /** @param entries how many entries this node has written */
    ClockWatch(MonotonicClock clock, TimeMark mark, LongSupplier entries, MeterRegistry registry) {
        this.clock = clock;
        this.mark = mark;
        this.entries = entries;
        Gauge.builder("hawser.clock.ahead", clock, own -> own.ahead().toMillis() / 1_000.0)
                .description("How far the host's clock is ahead of the hub's time, which follows it slowly")
                .baseUnit("seconds")
                .register(registry);
    }

    /**
     * Brings the clock to the mark if it is behind; for the start, before anybody asks it. Where it is far behind, somebody may be about
     * to set it, as on a machine without a battery for its clock, whose network has just come: that is waited for, since the
     * time can still be taken as it is then. Fails as the store does.
     *
     * @param looks how often it is looked for, half a second apart, before the hub goes on all the same
     */
    static Future<Void> begin(Vertx vertx, MonotonicClock clock, TimeMark mark, int looks) {
        return mark.read()
                .compose(marked -> waited(vertx, clock, marked, looks))
                .map(marked -> {
                    // What is taken for passed begins here.
                    clock.restart();
                    Instant host = clock.host();
                    Instant from = first(marked, host);
                    if (from.isAfter(host)) {
                        LOG.atWarn()
                                .addKeyValue("host", host)
                                .addKeyValue("from", from)
                                .log("the host's clock is behind what is stored; the hub's time goes on from there");
                    } else if (marked != null && marked.isAfter(host)) {
                        LOG.atWarn()
                                .addKeyValue("host", host)
                                .addKeyValue("stored", marked)
                                .log("what is stored was written under a clock far ahead; the host's time is taken");
                    }
                    clock.notBefore(from);
                    return null;
                });
    }

    static Future<@Nullable Instant> waited(Vertx vertx, MonotonicClock clock, @Nullable Instant marked, int looks) {
        if (looks == 0 || !isWorthWaiting(marked, clock.host())) {
            return Future.succeededFuture(marked);
        }
        if (looks == LOOKS) {
            LOG.atWarn()
                    .addKeyValue("host", clock.host())
                    .addKeyValue("stored", marked)
                    .log("the host's clock is far behind what is stored; waiting a while for it to be set");
        }
        return vertx.timer(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
                .compose(over -> waited(vertx, clock, marked, looks - 1));
    }

    /** Whether the host's clock is so far behind that it is likely to be set soon. */
    static boolean isWorthWaiting(@Nullable Instant marked, Instant host) {
        return marked != null && first(marked, host).isAfter(host.plus(WORTH_TELLING));
    }

    /** The time to begin with, of a mark and the host's. */
    static Instant first(@Nullable Instant marked, Instant host) {
        if (marked == null || !marked.isAfter(host)) {
            return host;
        }
        boolean credible = host.isBefore(THIS_PROGRAM) || !marked.isAfter(host.plus(CREDIBLE));
        return credible ? marked.plus(PAST_MARK) : host;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(BETWEEN.toMillis(), tick -> look());
        return Future.succeededFuture();
    }

    /** What was written since the last round is marked as well. */
    @Override
    public Future<?> stop() {
        return mark.write(clock.instant()).otherwiseEmpty();
    }

    private void look() {
        long written = entries.getAsLong();
        if (written != marked) {
            // An idle hub writes nothing.
            mark.write(clock.instant())
                    .onSuccess(done -> marked = written)
                    .onFailure(away -> LOG.debug("the time is not marked"));
        }
        Duration ahead = clock.ahead();
        boolean far = ahead.abs().compareTo(WORTH_TELLING) > 0;
        if (far && !off) {
            LOG.atWarn()
                    .addKeyValue("ahead", ahead)
                    .log(
                            "the host's clock was set; the hub's time follows at one part in twenty, or at once after a restart");
        } else if (off && !far) {
            LOG.info("the hub's time has caught up with the host's");
        }
        off = far;
    }
}
