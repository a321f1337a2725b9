package io.hawser.history;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** Where states are kept as they were at the beginning of days, so that time travel reads one day. Failures: {@code UNAVAILABLE}. */
public interface SnapshotStore {
    /**
     * The first UTC day, begun by now, whose devices have no snapshots yet although the day before has entries; empty when there
     * is none.
     */
    Future<Optional<LocalDate>> due(Instant now);

    /**
     * Takes the snapshots of one day, of the devices that changed on the day before and only of these; those that are there stay as
     * they are. Broken off, it is begun again by the next call.
     *
     * @return how many devices were looked at; empty while another node is at it
     */
    Future<Optional<Integer>> take(LocalDate day, Instant now);
}
