package io.hawser.edge.terminal;

import io.hawser.fanout.SubscriptionIndex;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * While this node does not hear the others it does not know whose rights have ended: what happens to devices waits in their logs,
 * and is told once each terminal was found to be allowed still. On its event loop only.
 */
final class Uncertainty {
    /** A link may be broken so long by the contract. From then on terminals are told in steps of this, each after a look. */
    private static final long STEP_MILLIS = 5_000;

    /** When the stores can't say: how often they are asked again before terminals are asked to come back. */
    private static final int TRIES = 20;

    private static final long BETWEEN_MILLIS = 200;

    private final Vertx vertx;
    private final SubscriptionIndex index;
    private final Recheck recheck;
    private final Supplier<Collection<TerminalSocket>> sockets;
    private int round;

    Uncertainty(Vertx vertx, SubscriptionIndex index, Recheck recheck, Supplier<Collection<TerminalSocket>> sockets) {
        this.vertx = vertx;
        this.index = index;
        this.recheck = recheck;
        this.sockets = sockets;
    }

    /** The others are not heard any more. */
    void begins() {
        index.hold();
        later(++round);
    }

    /** They are heard again. */
    void ends() {
        index.hold();
        lookAgain(++round, TRIES);
    }

    /** The stores may be back a moment after the link. */
    private void lookAgain(int mine, int tries) {
        look(tries > 0).onComplete(known -> {
            if (mine != round) {
                return;
            }
            if (known.succeeded()) {
                index.release();
            } else {
                vertx.setTimer(BETWEEN_MILLIS, timer -> {
                    if (mine == round) {
                        lookAgain(mine, tries - 1);
                    }
                });
            }
        });
    }

    private void later(int mine) {
        vertx.setTimer(STEP_MILLIS, timer -> {
            if (mine == round) {
                look(true).onComplete(known -> step(mine, known.succeeded()));
            }
        });
    }

    /** Where the stores do not answer nothing is written either, and nothing is missed by waiting. */
    private void step(int mine, boolean known) {
        if (mine == round) {
            if (known) {
                index.release();
                index.hold();
            }
            later(mine);
        }
    }

    private Future<?> look(boolean patient) {
        List<Future<Void>> all = List.copyOf(sockets.get()).stream()
                .map(socket -> recheck.look(socket, patient))
                .toList();
        return Future.join(all);
    }
}
