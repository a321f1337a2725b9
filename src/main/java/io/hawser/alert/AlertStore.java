package io.hawser.alert;

import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Set;

/** Where it is kept what people are told of. Failures: {@code UNAVAILABLE}. */
public interface AlertStore {
    /**
     * Looks at faults with news and at alerts whose time has come, and at notices, oldest first, and stores what the rules make of them: each
     * with its messages, its lines in the panel and what becomes of the fault in one transaction, in which also the news counts as
     * seen. One node at a time looks.
     *
     * @param most of each kind
     */
    Future<Round> look(int most, Instant now, AlertRules rules);

    /** Forgets what was told and is over since before then. */
    Future<Void> forget(Instant before);

    /**
     * What came of it.
     *
     * @param people for whom there is news in the panel
     * @param messages how many are to go out
     * @param moved whether a fault had a step
     * @param more whether there may be more to be looked at now
     */
    record Round(Set<UserId> people, int messages, boolean moved, boolean more) {
        /** There was nothing. */
        public static final Round NOTHING = new Round(Set.of(), 0, false, false);

        public Round {
            people = Set.copyOf(people);
        }
    }
}
