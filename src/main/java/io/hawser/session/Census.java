package io.hawser.session;

import io.hawser.domain.SessionView.SessionState;
import io.vertx.core.Future;
import java.util.Map;

/** How many sessions of devices there are, all nodes' together. */
@FunctionalInterface
public interface Census {
    /** By state, all but those that ended. The cost does not grow with how many there are. Fails with {@code UNAVAILABLE}. */
    Future<Map<SessionState, Long>> count();
}
