package io.hawser.fault;

import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which faults are meant.
 *
 * @param space those of the space, and of the devices that are in it
 * @param site those that this fault of a space carries
 * @param unresolved whether those that are over are left out
 * @param alone whether those that a space's fault carries are left out
 * @param statuses empty: any
 * @param severities empty: any
 */
public record FaultFilter(
        @Nullable DeviceId device,
        @Nullable SpaceId space,
        @Nullable FaultId site,
        @Nullable String code,
        boolean unresolved,
        boolean alone,
        Set<FaultStatus> statuses,
        Set<Severity> severities) {
    /** All of them. */
    public static final FaultFilter ALL = new FaultFilter(null, null, null, null, false, false, Set.of(), Set.of());

    public FaultFilter {
        statuses = Set.copyOf(statuses);
        severities = Set.copyOf(severities);
    }

    /** In which order they are listed. */
    public enum Order {
        /** The newest first. */
        NEWEST,
        /** The worst first, and of these the newest. */
        SEVERITY
    }
}
