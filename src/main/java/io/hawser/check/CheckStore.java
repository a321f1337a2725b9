package io.hawser.check;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.SpaceId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where it is kept how watches stand. Failures: {@code UNAVAILABLE}. */
public interface CheckStore {
    /** The model of each of these devices and what was set of its checks; unknown devices are left out. */
    Future<List<Watched>> watched(Collection<DeviceId> devices);

    /**
     * Reads where the watches of these devices stand and which faults they have, and stores what becomes of that, all or nothing.
     *
     * @param fold may be called several times, at last with what is locked until its outcome is stored; has no effects
     * @return how many steps of faults were stored
     */
    Future<Integer> change(Set<DeviceId> devices, Function<Known, Moves> fold);

    /** Watches that were due by then, the oldest first, at most {@code most}. */
    Future<List<Standing>> due(Instant by, int most);

    /**
     * The spaces that these devices are in, with how many of their devices are about to count as gone, or do so already, since nearly
     * the same time as these.
     *
     * @param code of the fault of a device that is gone
     */
    Future<List<Site>> sites(Set<DeviceId> devices, String code, Duration within);

    /** Faults of spaces with that code which are not resolved and may become something else, with what they carry. */
    Future<List<Outage>> outages(String code);

    /** Unresolved faults that are carried by one that is over, at most {@code most}. */
    Future<List<FaultId>> strays(int most);

    /**
     * Sets or (with null) takes back what is to be other of a device's check.
     *
     * @param check its id, or the code of several
     * @return whether there was anything to be changed; fails with {@code NOT_FOUND} for an unknown device
     */
    Future<Boolean> override(DeviceId device, String check, @Nullable Json override, AuditEntry audit);

    /** All that is raised at the devices of a model is to be looked at again at that moment. */
    Future<Void> reconsider(String model, Instant at);

    /** A device's model and what was set of its checks, by code. */
    record Watched(DeviceId device, String model, Map<String, Json> overrides) {}

    /**
     * A space with those of the asked devices that are in it.
     *
     * @param total how many devices it has, without those that were gone before
     * @param gone how many of them are about to count as gone
     * @param outage its unresolved fault, if there is one
     */
    record Site(
            SpaceId space,
            Set<DeviceId> devices,
            int total,
            int gone,
            @Nullable FaultId outage) {}

    /**
     * A space's fault.
     *
     * @param carried how many faults of devices it has carried
     * @param unresolved how many of them are not resolved
     * @param quiet since when it is as it is
     */
    record Outage(Fault fault, int carried, int unresolved, List<FaultId> left, Instant quiet) {}
}
