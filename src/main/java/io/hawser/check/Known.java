package io.hawser.check;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the watches of some devices stand, and which faults they have: what is not in it is calm. Read-only.
 *
 * @param held faults whose end is up to what repairs them
 */
public record Known(
        Map<DeviceId, Map<String, Standing>> standings, Map<DeviceId, Map<String, Fault>> faults, Set<FaultId> held) {
    public Known {
        held = Set.copyOf(held);
    }

    /** Of lists. */
    public static Known of(List<Standing> standings, List<Fault> faults, Set<FaultId> held) {
        Map<DeviceId, Map<String, Standing>> byWatch = new HashMap<>();
        standings.forEach(standing -> byWatch.computeIfAbsent(standing.device(), none -> new HashMap<>())
                .put(standing.watch(), standing));
        Map<DeviceId, Map<String, Fault>> byCode = new HashMap<>();
        faults.forEach(fault -> {
            DeviceId device = fault.device();
            if (device != null) {
                byCode.computeIfAbsent(device, none -> new HashMap<>()).put(fault.code(), fault);
            }
        });
        return new Known(byWatch, byCode, held);
    }

    Map<String, Standing> standings(DeviceId device) {
        return standings.getOrDefault(device, Map.of());
    }

    Map<String, Fault> faults(DeviceId device) {
        return faults.getOrDefault(device, Map.of());
    }
}
