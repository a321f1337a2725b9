package io.hawser.fault;

import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import org.jspecify.annotations.Nullable;

/** Words for every fault. Safe for use by any thread. */
@FunctionalInterface
public interface Handbook {
    /**
     * What to tell of a fault; there is something to tell of a code that nobody knows, too.
     *
     * @param model of the device; null: the fault is a space's
     * @param override what was set of the device's checks of that code, if anything
     */
    Handling handling(String code, Severity severity, @Nullable String model, @Nullable Json override);

    /** The same of a fault as it is seen. */
    default Handling of(FaultStore.Seen seen) {
        return handling(seen.fault().code(), seen.fault().severity(), seen.model(), seen.override());
    }
}
