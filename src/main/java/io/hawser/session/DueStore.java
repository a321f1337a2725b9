package io.hawser.session;

import io.hawser.bus.SessionEnded;
import io.hawser.domain.Change;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of sessions and commands, kept in the store, and the lives of nodes. Whoever claims a deadline carries it out in the
 * same atomic step, so that each is carried out once. Connected devices have no deadline: they count as connected as long as the
 * node that holds their sockets is there.
 */
public interface DueStore {
    /**
     * Carries out what is due in every shard, a bounded number of each, and says that this node is there. Devices of a node that was
     * not heard of for long, while this one looked all the time, are taken for lost. To be called at least once a second.
     */
    Future<Claimed> claim(Instant now);

    /**
     * What was carried out.
     *
     * @param ended connections whose sockets, should they still be open, are to be closed
     * @param more whether more is due already
     * @param next when the next deadline is due, if any is known
     * @param wasGone whether this node had counted as gone, or the store does not know it: some of its live connections may be taken
     *     for lost, which {@link SessionStore#keepAlive} mends
     */
    record Claimed(
            List<Change> changes,
            List<SessionEnded> ended,
            boolean more,
            @Nullable Instant next,
            boolean wasGone) {}
}
