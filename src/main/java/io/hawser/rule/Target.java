package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.SpaceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which devices something is done with. */
public sealed interface Target {
    /** The one that set the rule off. */
    record Same() implements Target {}

    /** These. */
    record Named(List<DeviceId> devices) implements Target {
        public Named {
            devices = List.copyOf(devices);
        }
    }

    /**
     * All that are in a space then.
     *
     * @param model of this model only; null: of any
     */
    record InSpace(SpaceId space, @Nullable String model) implements Target {}
}
