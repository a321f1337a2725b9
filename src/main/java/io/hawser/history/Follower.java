package io.hawser.history;

import io.vertx.core.Future;
import java.util.List;

/**
 * Hears of entries once they are kept: each at least once, those of one device in their order, one round after the other. They leave
 * the outbox when the future has succeeded; one that fails has them brought again.
 */
@FunctionalInterface
public interface Follower {
    Future<Void> kept(List<HistoryStore.Kept> entries);
}
