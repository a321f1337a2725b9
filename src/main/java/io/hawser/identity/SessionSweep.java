package io.hawser.identity;

import io.hawser.bus.Bus;
import io.hawser.bus.Missed;
import io.hawser.bus.Rounds;
import io.hawser.domain.SessionView;
import io.hawser.identity.SessionDues.Leaving;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes people's sessions that have ended from the live store to where they are kept, and out of there when their time is over; tells the live
 * store what sessions did. First they are kept, each once, and only then forgotten, so that it may be broken off anywhere. One instance a node;
 * nodes may run side by side.
 */
public final class SessionSweep extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(SessionSweep.class);
    private static final Duration CLEANING = Duration.ofHours(1);

    private final SessionDues live;
    private final EndedSessions kept;
    private final SessionUse use;
    private final Bus bus;
    private final Clock clock;
    private final Duration retention;
    private final Rounds rounds;
    private Instant cleaned = Instant.MIN;
    private boolean begun;

    /**
     * @param retention how long ended sessions are kept
     * @param tick the pause between rounds
     */
    public SessionSweep(
            SessionDues live,
            EndedSessions kept,
            SessionUse use,
            Bus bus,
            Clock clock,
            Duration retention,
            Duration tick) {
        this.live = live;
        this.kept = kept;
        this.use = use;
        this.bus = bus;
        this.clock = clock;
        this.retention = retention;
        rounds = new Rounds(
                tick, this::round, cause -> LOG.atWarn().setCause(cause).log("people's sessions wait for the stores"));
    }

    @Override
    public void start() {
        rounds.start(vertx);
        rounds.soon();
    }

    /** Tells what was done since the last round. */
    @Override
    public void stop(Promise<Void> done) {
        rounds.stop();
        tell().onComplete(told -> done.complete());
    }

    private Future<Boolean> round() {
        return tell().compose(told -> live.claim(clock.instant()))
                .compose(this::leave)
                .map(Leaving::more);
    }

    private Future<Void> tell() {
        var taken = use.take();
        return taken.isEmpty()
                ? Future.succeededFuture()
                : live.used(taken, clock.instant()).onFailure(away -> taken.forEach(use::add));
    }

    private Future<Leaving> leave(Leaving leaving) {
        if (leaving.wasGone() && begun) {
            bus.publish(new Missed());
        }
        begun = true;
        List<SessionView> ended = leaving.ended();
        return (ended.isEmpty()
                        ? Future.<Void>succeededFuture()
                        : kept.keep(ended).compose(done -> live.forget(ended)))
                .compose(done -> clean())
                .map(leaving);
    }

    private Future<?> clean() {
        Instant now = clock.instant();
        if (!now.isBefore(cleaned) && now.minus(CLEANING).isBefore(cleaned)) {
            return Future.succeededFuture();
        }
        return kept.forget(now.minus(retention)).onSuccess(gone -> cleaned = now);
    }
}
