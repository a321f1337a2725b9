package io.hawser.check;

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
    private final Duration tick;
    private long timer = -1;
    private int rounds;
    private boolean stopped;
    private boolean failing;

    public CheckVerticle(CheckService checks, CheckSettings settings) {
        this.checks = checks;
        tick = settings.tick();
    }

    @Override
    public void start() {
        schedule(tick);
    }

    @Override
    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void schedule(Duration pause) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), id -> round());
        }
    }

    private void round() {
        boolean settle = ++rounds % SETTLE == 0;
        checks.due()
                .compose(more -> settle ? checks.settle().map(more) : Future.succeededFuture(more))
                .onComplete(round -> {
                    if (round.failed() && !failing) {
                        LOG.atWarn().setCause(round.cause()).log("checks wait for the store");
                    }
                    failing = round.failed();
                    schedule(failing ? AWAY : round.result() ? Duration.ZERO : tick);
                });
    }
}
