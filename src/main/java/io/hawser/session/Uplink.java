package io.hawser.session;

import io.hawser.domain.CommandId;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a device says that is acknowledged by {@code seq}. */
public sealed interface Uplink {
    /** Rises within the device's boot; gaps are allowed. */
    long seq();

    /** The device's own time of it, if it told one. */
    @Nullable Instant at();

    /** Its state changed; applied whole or not at all. */
    record Report(
            long seq,
            Map<String, Json> set,
            List<String> unset,
            @Nullable CommandId command,
            @Nullable Instant at) implements Uplink {
        public Report {
            set = Map.copyOf(set);
            unset = List.copyOf(unset);
        }
    }

    /** Something happened. */
    record Event(long seq, String name, Json data, @Nullable Instant at) implements Uplink {}

    /**
     * It finds a fault of itself, or that the fault is gone.
     *
     * @param fresh its id, unless one of that code is known already
     */
    record Fault(
            long seq,
            FaultId fresh,
            String code,
            Severity severity,
            boolean active,
            Json data,
            @Nullable Instant at) implements Uplink {}
}
