package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A thing in the register. {@code firmware} is what it said in its last hello, if it ever said one. */
public record Device(
        DeviceId id,
        String name,
        String model,
        @Nullable String firmware,
        UserId owner,
        String ownerName,
        Instant created) {}
