package io.hawser.alert;

import io.hawser.bus.Bus;
import io.hawser.bus.FaultsMoved;
import io.hawser.bus.InboxChanged;
import io.hawser.bus.MessagesMade;
import io.hawser.bus.Rounds;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes alerts of faults and notices: at once when this node stored one, and within a second when another did. One instance a node; one
 * node at a time looks. Rounds never overlap.
 */
public final class AlertPump extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AlertPump.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration CLEARING = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int MOST = 200;

    private final AlertStore store;
    private final AlertRules rules;
    private final Bus bus;
    private final Clock clock;
    private Instant cleared = Instant.EPOCH;
    private final Rounds rounds = new Rounds(
            TICK, this::round, cause -> LOG.atWarn().setCause(cause).log("news of faults waits for the store"));
    private Bus.Subscription moved = () -> {};
    private Bus.Subscription made = () -> {};

    public AlertPump(AlertStore store, AlertRules rules, Bus bus, Clock clock) {
        this.store = store;
        this.rules = rules;
        this.bus = bus;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        moved = bus.onFaultsMoved(any -> rounds.soon());
        made = bus.onNoticesMade(any -> rounds.soon());
        rounds.start(vertx);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        rounds.stop();
        moved.close();
        made.close();
        return Future.succeededFuture();
    }

    private Future<Boolean> round() {
        Instant now = clock.instant();
        return store.look(MOST, now, rules)
                .compose(round -> cleared(now).map(round))
                .map(round -> {
                    tell(round);
                    return round.more();
                });
    }

    private void tell(AlertStore.Round round) {
        round.people().forEach(person -> bus.publish(new InboxChanged(person)));
        if (round.messages() > 0) {
            bus.publish(new MessagesMade());
        }
        if (round.moved()) {
            bus.publish(new FaultsMoved());
        }
    }

    private Future<Void> cleared(Instant now) {
        if (cleared.plus(CLEARING).isAfter(now)) {
            return Future.succeededFuture();
        }
        cleared = now;
        return store.forget(now.minus(KEPT));
    }
}
