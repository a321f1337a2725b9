package io.hawser.history;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log once for all pumps of a node that entries can't be kept, and once that they can again. Safe for use by any thread. */
public final class OutboxAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxAlarm.class);

    private final Set<OutboxPump> failing = new HashSet<>();

    /** A round of this pump has failed. */
    synchronized void failed(OutboxPump pump, Throwable cause) {
        if (failing.add(pump) && failing.size() == 1) {
            boolean away = cause instanceof Failure failure && failure.code() == ErrorCode.UNAVAILABLE;
            // Where a store is away, there is nothing to be learnt from where in the program that was noticed.
            (away
                            ? LOG.atWarn().addKeyValue("cause", cause.getMessage())
                            : LOG.atWarn().setCause(cause))
                    .log("entries wait for the history in the outbox");
        }
    }

    /** A round of this pump has gone well. */
    synchronized void well(OutboxPump pump) {
        if (failing.remove(pump) && failing.isEmpty()) {
            LOG.info("history takes entries again");
        }
    }
}
