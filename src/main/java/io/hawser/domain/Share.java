package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One person's grant on one device, up to {@code MANAGER}; without {@code expires} it lasts until it is taken back. */
public record Share(
        DeviceId device,
        UserId user,
        String login,
        String name,
        Role role,
        @Nullable Instant expires) {}
