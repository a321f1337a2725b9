package io.hawser.domain;

import java.time.Duration;

/**
 * What holds for a device's session.
 *
 * @param heartbeat how often the device must be heard; silence of 1.5 × it ends its connection
 * @param ttl how long the session outlives its connection; not shorter than the heartbeat
 * @param grace how long an absence lasts before it counts for people
 * @param state how large its state may be in bytes, names and values together; the same for what is wanted of it
 */
public record SessionTerms(Duration heartbeat, Duration ttl, Duration grace, int state) {}
