package io.hawser.rule;

import io.hawser.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns deadlines of rules into firings and firings into deeds: at once when this node has set a rule off, and within a moment when
 * another did that is gone since. One instance a node; nodes may run side by side. Rounds never overlap.
 */
public final class RuleVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(RuleVerticle.class);
    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final int SWEEP = 40;
    private static final int FORGET = 14_400;

    private final RuleEngine engine;
    private final RuleActor actor;
    private final Bus bus;
    private final Duration tick;
    private long timer = -1;
    private int rounds;
    private boolean busy;
    private boolean again;
    private boolean stopped;
    private boolean failing;
    private Bus.Subscription fired = () -> {};

    public RuleVerticle(RuleEngine engine, RuleActor actor, RuleSettings settings, Bus bus) {
        this.engine = engine;
        this.actor = actor;
        this.bus = bus;
        tick = settings.tick();
    }

    @Override
    public Future<?> start() {
        fired = bus.onRulesFired(any -> soon());
        schedule(tick);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        fired.close();
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }

    private void soon() {
        if (busy || stopped || failing) {
            again = true;
            return;
        }
        vertx.cancelTimer(timer);
        round();
    }

    private void schedule(Duration pause) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), id -> round());
        }
    }

    private void round() {
        busy = true;
        again = false;
        rounds++;
        Future<Void> swept = rounds % SWEEP == 0 ? actor.sweep() : Future.succeededFuture();
        Future<Void> forgotten = rounds % FORGET == 0 ? actor.forget() : Future.succeededFuture();
        swept.compose(done -> forgotten)
                .compose(done -> engine.due())
                .compose(more -> actor.turn().map(acted -> more || acted))
                .onComplete(round -> {
                    busy = false;
                    if (round.failed() && !failing) {
                        LOG.atWarn().setCause(round.cause()).log("rules wait for the store");
                    }
                    failing = round.failed();
                    schedule(failing ? AWAY : again || round.result() ? Duration.ZERO : tick);
                });
    }
}
