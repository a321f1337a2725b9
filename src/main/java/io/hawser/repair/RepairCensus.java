package io.hawser.repair;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** How much is being done about faults, of all nodes together. */
@FunctionalInterface
public interface RepairCensus {
    /** Where a repair may be that is not over. */
    List<String> STAGES = List.of("waiting", "acting", "probing", "soaking", "resting", "mending");

    /** The cost grows with how many repairs are not over. Fails with {@code UNAVAILABLE}. */
    Future<Tally> count();

    /**
     * What there is.
     *
     * @param repairs that are not over, by stage
     * @param fixed tries of strategies that helped, ever
     * @param failed those that did not
     * @param tickets that are not closed
     */
    record Tally(Map<String, Long> repairs, long fixed, long failed, long tickets) {
        public Tally {
            repairs = Map.copyOf(repairs);
        }
    }
}
