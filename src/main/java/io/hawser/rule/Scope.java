package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SpaceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which devices a rule watches, each by itself. */
public sealed interface Scope {
    /** None: it goes by the clock. */
    record Nothing() implements Scope {}

    /** These. */
    record Listed(List<DeviceId> devices) implements Scope {
        public Listed {
            devices = List.copyOf(devices);
        }
    }

    /**
     * All that are in a space at the time, those that come later included.
     *
     * @param model of this model only; null: of any
     */
    record InSpace(SpaceId space, @Nullable String model) implements Scope {}

    /** All of the model that the rule comes with. */
    record OfModel(String model) implements Scope {}
}
