package io.hawser.ordeal.proof;

import org.jspecify.annotations.Nullable;

/**
 * An entry as it can be read afterwards.
 *
 * @param value of a state entry that has one
 * @param command of a command entry
 * @param status of a command entry
 */
public record Kept(
        String device,
        long epoch,
        long revision,
        String kind,
        @Nullable Long value,
        @Nullable String command,
        @Nullable String status) {}
