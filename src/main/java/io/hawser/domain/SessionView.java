package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session of any kind as people see it. Exactly one of {@code device} and {@code user} is set.
 *
 * @param client what the client calls itself: firmware and model, or the browser
 */
public record SessionView(
        SessionId id,
        SessionKind kind,
        @Nullable DeviceId device,
        @Nullable UserId user,
        SessionState state,
        @Nullable EndReason endReason,
        Instant created,
        Instant lastSeen,
        Instant expires,
        @Nullable String address,
        @Nullable String client) {
    /** Whose session it is. */
    public enum SessionKind {
        DEVICE,
        TERMINAL,
        USER
    }

    /** Where in its life it is. */
    public enum SessionState {
        ACTIVE,
        DORMANT,
        ASLEEP,
        ENDED
    }
}
