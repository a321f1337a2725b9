package io.hawser.check;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the watches of some devices stand, and which faults they have: what is not in it is calm. Read-only. */
public record Known(Map<DeviceId, Map<String, Standing>> standings, Map<DeviceId, Map<String, Fault>> faults) {
    /** Of lists. */
    public static Known of(List<Standing> standings, List<Fault> faults) {
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
        return new Known(byWatch, byCode);
    }

    Map<String, Standing> standings(DeviceId device) {
        return standings.getOrDefault(device, Map.of());
    }

    Map<String, Fault> faults(DeviceId device) {
        return faults.getOrDefault(device, Map.of());
    }
}
