package io.hawser.edge.rest;

import io.hawser.fault.FaultService;
import io.hawser.fault.Handbook;

/** What routes about faults work with. */
public record FaultDesk(FaultService faults, Handbook handbook) {}
