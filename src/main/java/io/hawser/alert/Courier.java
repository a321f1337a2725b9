package io.hawser.alert;

import io.hawser.bus.Bus;
import io.hawser.domain.Severity;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the messages of one channel out of the hub, each at least once. One instance a node and channel; nodes run side by side. A message
 * is taken in hand before it is sent and marked when it was taken: between the two it may be sent a second time, under the same
 * key. Slow ones hold up no others as long as few are slow.
 */
public final class Courier extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Longer than any try takes. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final int AT_ONCE = 20;

    private final ChannelKind channel;
    private final DeliveryStore store;
    private final Outgoing<Due> out;
    private final String node;
    private final Duration patience;
    private final AlertTally tally;
    private final Bus bus;
    private final Clock clock;
    private final Backoff backoff;
    private Bus.Subscription made = () -> {};
    private long timer = -1;
    private int inHand;
    private boolean claiming;
    private boolean again;
    private boolean stopped;
    private boolean failing;
    private boolean released;

    /**
     * @param node the name of this one, the same after a restart
     * @param patience for how long a message is tried
     */
    public Courier(
            ChannelKind channel,
            DeliveryStore store,
            Outgoing<Due> out,
            String node,
            Duration patience,
            AlertTally tally,
            Bus bus,
            Clock clock,
            RandomGenerator random) {
        this.channel = channel;
        this.store = store;
        this.out = out;
        this.node = node;
        this.patience = patience;
        this.tally = tally;
        this.bus = bus;
        this.clock = clock;
        backoff = new Backoff(random);
    }

    @Override
    public Future<?> start() {
        made = bus.onMessagesMade(any -> turn());
        timer = vertx.setPeriodic(TICK.toMillis(), id -> turn());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        made.close();
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }

    private void turn() {
        if (claiming || stopped || inHand >= AT_ONCE) {
            again = true;
            return;
        }
        claiming = true;
        again = false;
        int most = AT_ONCE - inHand;
        claimed(most).onComplete(claimed -> {
            claiming = false;
            if (claimed.failed() && !failing) {
                LOG.atWarn()
                        .addKeyValue("channel", channel)
                        .setCause(claimed.cause())
                        .log("messages wait for the store");
            }
            failing = claimed.failed();
            if (claimed.failed()) {
                return;
            }
            inHand += claimed.result().size();
            claimed.result().forEach(this::carry);
            if (again || claimed.result().size() == most) {
                turn();
            }
        });
    }

    /** Carries all that is due now; how much that was. For who drives it by hand. */
    Future<Integer> round() {
        return claimed(AT_ONCE)
                .compose(all ->
                        Future.join(all.stream().map(this::carried).toList()).map(all.size()));
    }

    private Future<List<Due>> claimed(int most) {
        Instant now = clock.instant();
        return released(now).compose(ready -> store.claim(channel, most, node, now, now.plus(LEASE)));
    }

    /** What this node had in hand when it was killed need not wait for the end of the lease. */
    private Future<Void> released(Instant now) {
        return released
                ? Future.succeededFuture()
                : store.release(channel, node, now).onSuccess(done -> released = true);
    }

    private void carry(Due due) {
        carried(due).onComplete(end -> {
            inHand--;
            if (end.failed()) {
                // It is tried again when the lease is over.
                LOG.atWarn()
                        .addKeyValue("delivery", due.key())
                        .setCause(end.cause())
                        .log("what became of a message could not be stored");
            }
            if (again) {
                turn();
            }
        });
    }

    private Future<Void> carried(Due due) {
        Instant now = clock.instant();
        if (!due.allowed()) {
            return store.drop(due, "not for them any more", now);
        }
        Due.Person person = due.to();
        Instant quiet = person == null ? null : person.preferences().quietUntil(now, due.severity());
        if (quiet != null) {
            return store.postpone(due, quiet, channel != ChannelKind.SMS && due.severity() != Severity.CRITICAL);
        }
        return sent(due)
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .transform(end -> end.succeeded() ? taken(due) : refused(due, end.cause()));
    }

    private Future<Void> sent(Due due) {
        return Future.succeededFuture(due).compose(out::send);
    }

    private Future<Void> taken(Due due) {
        tally.sent(channel);
        LOG.atDebug()
                .addKeyValue("channel", channel)
                .addKeyValue("delivery", due.key())
                .log("message sent");
        return store.sent(due, clock.instant());
    }

    private Future<Void> refused(Due due, Throwable cause) {
        Instant now = clock.instant();
        Undelivered why = cause instanceof Undelivered known
                ? known
                : new Undelivered(Undelivered.Kind.UNSURE, cause.getClass().getSimpleName());
        if (!(cause instanceof Undelivered)) {
            LOG.atWarn()
                    .addKeyValue("channel", channel)
                    .addKeyValue("delivery", due.key())
                    .setCause(cause)
                    .log("a message may not have gone out");
        }
        tally.failed(channel);
        Due.Browser browser = due.browser();
        if (why.kind() == Undelivered.Kind.GONE && browser != null) {
            return store.forget(browser.id());
        }
        if (why.kind() == Undelivered.Kind.GONE) {
            return store.drop(due, why.words(), now);
        }
        if (why.kind() == Undelivered.Kind.NEVER || due.begun().plus(patience).isBefore(now)) {
            tally.givenUp(channel);
            LOG.atWarn()
                    .addKeyValue("channel", channel)
                    .addKeyValue("delivery", due.key())
                    .addKeyValue("tries", due.tries())
                    .addKeyValue("reason", why.words())
                    .log("a message is given up");
            return store.fail(due, why.words(), now);
        }
        boolean unsure = due.wasUnsure() || why.kind() == Undelivered.Kind.UNSURE;
        return store.retry(due, now.plus(backoff.after(due.tries())), why.words(), unsure);
    }
}
