package io.hawser.domain;

/** Who did it. */
public sealed interface Actor {
    /** The device itself. */
    record ByDevice(DeviceId device) implements Actor {}

    /** A person, and how. */
    record ByUser(UserId user, String name, Via via) implements Actor {}

    /** The hub, and why: {@code deadline}, {@code connection}, … */
    record ByHub(String why) implements Actor {}
}
