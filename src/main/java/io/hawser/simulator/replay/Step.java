package io.hawser.simulator.replay;

import java.time.Instant;

/**
 * One change of one sensor.
 *
 * @param sensor its number in the recording
 * @param firing whether it starts or stops
 */
public record Step(Instant at, int sensor, boolean firing) {}
