package io.hawser.session;

import io.hawser.bus.SessionEnded;
import io.hawser.domain.Change;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of sessions and commands, kept in the store: lost heartbeats of dead nodes, ends of sessions, ends of commands.
 * Whoever claims a deadline carries it out in the same atomic step, so that each is carried out once.
 */
public interface DueStore {
    /** Carries out what is due in every shard, a bounded number of each. */
    Future<Claimed> claim(Instant now);

    /**
     * What was carried out.
     *
     * @param ended connections whose sockets, should they still be open, are to be closed
     * @param more whether more is due already
     * @param next when the next deadline is due, if any is known
     */
    record Claimed(
            List<Change> changes,
            List<SessionEnded> ended,
            boolean more,
            @Nullable Instant next) {}
}
