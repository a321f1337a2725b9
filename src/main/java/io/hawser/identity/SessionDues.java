package io.hawser.identity;

import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Deadlines of log-ins and terminals in the live store, and the lives of the nodes that hold terminals. Whoever claims carries out what is
 * due in the same atomic step. Failures: {@code UNAVAILABLE}.
 */
public interface SessionDues {
    /**
     * Ends what is past its time, and hands out what has ended a while ago and is to be kept elsewhere: again after half a minute, as long as it
     * is not forgotten. Says that this node is there; terminals of one that was not heard of for long, while this one looked all the
     * time, are taken for left. To be called several times within the silence that a node is allowed.
     */
    Future<Leaving> claim(Instant now);

    /** They are kept elsewhere: the live store knows them no longer. */
    Future<Void> forget(List<SessionView> kept);

    /** Adds what sessions did, each of which was seen just now; those that are not known are passed over. */
    Future<Void> used(Map<SessionId, SessionUse.Use> uses, Instant now);

    /**
     * What was claimed.
     *
     * @param ended sessions of people, with all that they were
     * @param more whether more is due already
     * @param wasGone whether this node had counted as gone: {@link UserSessionStore#keepTerminal} mends its connected terminals
     */
    record Leaving(List<SessionView> ended, boolean more, boolean wasGone) {
        public Leaving {
            ended = List.copyOf(ended);
        }
    }
}
