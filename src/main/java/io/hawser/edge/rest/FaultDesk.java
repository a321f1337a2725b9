package io.hawser.edge.rest;

import io.hawser.fault.FaultService;
import io.hawser.fault.Handbook;
import io.hawser.fault.MaintenanceService;
import io.hawser.fault.MuteService;

/** What routes about faults work with. */
public record FaultDesk(FaultService faults, Handbook handbook, MaintenanceService maintenance, MuteService mutes) {}
