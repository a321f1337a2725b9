package io.hawser.check;

import io.hawser.bus.Rounds;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns deadlines of watches into what they mean. One instance a node; nodes may run side by side, since what one of them has carried out
 * is not due any more. Rounds never overlap.
 */
public final class CheckVerticle extends AbstractVerticle {
    private static final Logger LOG = LoggerFactory.getLogger(CheckVerticle.class);
    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final int SETTLE = 20;

    private final CheckService checks;
    private final Rounds rounds;
    private int count;

    public CheckVerticle(CheckService checks, CheckSettings settings) {
        this.checks = checks;
        rounds = new Rounds(
                settings.tick(),
                AWAY,
                this::round,
                cause -> LOG.atWarn().setCause(cause).log("checks wait for the store"));
    }

    @Override
    public void start() {
        rounds.start(vertx);
    }

    @Override
    public void stop() {
        rounds.stop();
    }

    private Future<Boolean> round() {
        boolean settle = ++count % SETTLE == 0;
        return checks.due().compose(more -> settle ? checks.settle().map(more) : Future.succeededFuture(more));
    }
}
