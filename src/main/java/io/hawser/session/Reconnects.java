package io.hawser.session;

import java.time.Duration;

/**
 * How often a device may come back after its link broke without a word: more than {@code most} times {@code within} that time, and it is held off until it
 * has been calm for half of it.
 */
public record Reconnects(int most, Duration within) {}
