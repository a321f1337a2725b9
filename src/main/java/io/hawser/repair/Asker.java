package io.hawser.repair;

import io.hawser.domain.Failure;
import io.hawser.domain.Snapshot;
import io.vertx.core.Future;

/** Finds what a strategy would ask of a device, by what is wanted of it and by what is kept of that. Safe for use by any thread. */
final class Asker {
    private final RepairStore store;
    private final RepairService.WishCheck models;

    Asker(RepairStore store, RepairService.WishCheck models) {
        this.store = store;
        this.models = models;
    }

    /**
     * What the strategy at that place of the plan would ask. Fails with {@code UNAVAILABLE} while the kept log has not heard of what is
     * wanted at present.
     */
    Future<Asking> of(Repair repair, int place, Snapshot now) {
        if (!repair.plan().has(place)) {
            return Future.succeededFuture(Asking.NONE);
        }
        Strategy strategy = repair.plan().at(place);
        if (strategy.kind() == Strategy.Kind.RESEND) {
            return Future.succeededFuture(Asking.again(now));
        }
        if (strategy.kind() == Strategy.Kind.ROLLBACK && strategy.actions().get(0) instanceof Action.Revert revert) {
            return store.wishes(repair, revert.past()).map(wishes -> {
                if (wishes.revision() < now.desiredRevision()) {
                    throw Failure.unavailable("the kept log has not heard of the last wish yet");
                }
                return fitting(repair.model(), Asking.back(now, wishes));
            });
        }
        return Future.succeededFuture(Asking.NONE);
    }

    /** What the model no longer takes is not wished for. */
    private Asking fitting(String model, Asking asking) {
        Asked asked = asking.asked();
        if (asked != null) {
            try {
                models.check(model, asked.set());
            } catch (Failure none) {
                return Asking.not(Why.UNSUPPORTED);
            }
        }
        return asking;
    }
}
