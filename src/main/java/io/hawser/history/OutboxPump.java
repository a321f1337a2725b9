package io.hawser.history;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Carries entries from the live log's outbox to the kept log, a round at a time, and tells of what is kept. Whoever turns it lets no two rounds overlap and
 * waits between them as told. One thread at a time.
 */
public final class OutboxPump {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Outbox outbox;
    private final HistoryStore history;
    private final Follower follower;
    private final Clock clock;
    private final RandomGenerator random;
    private final OutboxSettings settings;
    private final OutboxAlarm alarm;
    private int failures;

    /** @param alarm the one of all pumps of this node */
    public OutboxPump(
            Outbox outbox,
            HistoryStore history,
            Follower follower,
            Clock clock,
            RandomGenerator random,
            OutboxSettings settings,
            OutboxAlarm alarm) {
        this.outbox = outbox;
        this.history = history;
        this.follower = follower;
        this.clock = clock;
        this.random = random;
        this.settings = settings;
        this.alarm = alarm;
    }

    /**
     * One round. Never fails: what could not be kept waits in the outbox.
     *
     * @return how long to wait before the next one: hardly when more may be there, longer each time while a store is away
     */
    public Future<Duration> round() {
        return drain().transform(kept -> {
            if (kept.failed()) {
                failed(kept.cause());
                return Future.succeededFuture(backOff());
            }
            failures = 0;
            alarm.well(this);
            return Future.succeededFuture(kept.result().more() ? AT_ONCE : settings.pause());
        });
    }

    /** Drains what is there, ending at the latest with the round that is on at that time; a failure ends it as well. */
    public Future<Void> finish(Duration within) {
        return finish(clock.instant().plus(within));
    }

    private Future<Void> finish(Instant end) {
        return drain().transform(kept -> {
            if (kept.failed()) {
                failed(kept.cause());
                return Future.succeededFuture();
            }
            return kept.result().entries() == 0 || !clock.instant().isBefore(end)
                    ? Future.succeededFuture()
                    : finish(end);
        });
    }

    private Future<Outbox.Drained> drain() {
        try {
            return outbox.drain(settings.most(), this::keep);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> keep(List<HistoryStore.Kept> entries) {
        return history.keep(entries).compose(kept -> follower.kept(entries));
    }

    private void failed(Throwable cause) {
        failures++;
        alarm.failed(this, cause);
    }

    /** Between half and all of a time that doubles up to the longest, so that nodes do not come back in step. */
    private Duration backOff() {
        long longest = settings.longestPause().toMillis();
        long full = Math.min(longest, Math.max(1, settings.pause().toMillis()) << Math.min(failures, 20));
        return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
    }
}
