package io.hawser.domain;

import org.jspecify.annotations.Nullable;

/** Who did it. */
public sealed interface Actor {
    /** The device itself. */
    record ByDevice(DeviceId device) implements Actor {}

    /**
     * A person, and how.
     *
     * @param rule the rule of theirs that did it for them
     */
    record ByUser(
            UserId user, String name, Via via, @Nullable RuleId rule) implements Actor {
        /** By their own hand. */
        public ByUser(UserId user, String name, Via via) {
            this(user, name, via, null);
        }

        /** The same, called so. */
        public ByUser named(String as) {
            return new ByUser(user, as, via, rule);
        }
    }

    /** The hub, and why: {@code deadline}, {@code connection}, … */
    record ByHub(String why) implements Actor {}
}
