package io.hawser.alert;

import io.hawser.alert.Situation.Told;
import io.hawser.domain.Fault;
import io.hawser.domain.UserId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about an alert, all or nothing.
 *
 * @param after how it stands then; null: there is to be none
 * @param deliveries messages to be sent
 * @param dropped messages that are not to be sent any more, by id
 * @param panel who is told what in the panel
 * @param step what becomes of the fault itself; null: nothing
 */
public record Decision(
        @Nullable Told after,
        List<Delivery> deliveries,
        List<String> dropped,
        Map<UserId, Stage> panel,
        Fault.@Nullable Step step) {
    public Decision {
        deliveries = List.copyOf(deliveries);
        dropped = List.copyOf(dropped);
        panel = Map.copyOf(panel);
    }

    /** Whether its messages are made to be seen, and sent to nobody. */
    public boolean isDrill() {
        return after != null && after.alert().drill();
    }

    /** Nothing but how it stands. */
    static Decision only(@Nullable Told after) {
        return new Decision(after, List.of(), List.of(), Map.of(), null);
    }
}
