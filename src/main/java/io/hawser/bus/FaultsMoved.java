package io.hawser.bus;

/** Faults have new steps in the store. */
public record FaultsMoved() {}
