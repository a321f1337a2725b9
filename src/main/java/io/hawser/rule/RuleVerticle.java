package io.hawser.rule;

import io.hawser.bus.Bus;
import io.hawser.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns deadlines of rules into firings and firings into deeds: at once when this node has set a rule off, and within a moment when
 * another did that is gone since. One instance a node; nodes may run side by side.
 */
public final class RuleVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(RuleVerticle.class);
    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final int SWEEP = 40;
    private static final int FORGET = 14_400;

    private final RuleEngine engine;
    private final RuleActor actor;
    private final Bus bus;
    private final Rounds rounds;
    private int count;
    private Bus.Subscription fired = () -> {};

    public RuleVerticle(RuleEngine engine, RuleActor actor, RuleSettings settings, Bus bus) {
        this.engine = engine;
        this.actor = actor;
        this.bus = bus;
        rounds = new Rounds(
                settings.tick(),
                AWAY,
                this::round,
                cause -> LOG.atWarn().setCause(cause).log("rules wait for the store"));
    }

    @Override
    public Future<?> start() {
        fired = bus.onRulesFired(any -> rounds.soon());
        rounds.start(vertx);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        fired.close();
        rounds.stop();
        return Future.succeededFuture();
    }

    private Future<Boolean> round() {
        count++;
        Future<Void> swept =
                count % SWEEP == 0 ? engine.moved().compose(done -> actor.sweep()) : Future.succeededFuture();
        Future<Void> forgotten = count % FORGET == 0 ? actor.forget() : Future.succeededFuture();
        return swept.compose(done -> forgotten)
                .compose(done -> engine.due())
                .compose(more -> actor.turn().map(acted -> more || acted));
    }
}
