package io.hawser.fault;

import io.hawser.domain.Fault;
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

    /** The same of a fault; one that a rule has raised may bring its words along. */
    default Handling of(Fault fault, @Nullable String model, @Nullable Json override) {
        Handling usual = handling(fault.code(), fault.severity(), model, override);
        return isOfRule(fault) ? usual.said(fault.data()) : usual;
    }

    /** The same of a fault as it is seen. */
    default Handling of(FaultStore.Seen seen) {
        return of(seen.fault(), seen.model(), seen.override());
    }

    /** Whether a rule has raised it. */
    static boolean isOfRule(Fault fault) {
        return fault.code().startsWith("RULE.");
    }
}
