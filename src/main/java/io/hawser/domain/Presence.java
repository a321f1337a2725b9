package io.hawser.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a device is there, derived from its session and never written by anybody.
 *
 * @param since when it became so
 * @param wake when a sleeping device said it would be back
 * @param grace for how long from {@code since} on an absence may still turn out to be none worth telling of
 */
public record Presence(
        Status status,
        Reason reason,
        Instant since,
        @Nullable Instant wake,
        @Nullable Duration grace) {
    /** One that counts at once. */
    public Presence(Status status, Reason reason, Instant since, @Nullable Instant wake) {
        this(status, reason, since, wake, null);
    }

    /** What a person sees. */
    public enum Status {
        ONLINE,
        ASLEEP,
        OFFLINE
    }

    /** What brought it about. */
    public enum Reason {
        /** It has never been here. */
        NEVER,
        /** A new session. */
        CONNECTED,
        /** Its session goes on. */
        RESUMED,
        /** Its connection was closed. */
        CLOSED,
        /** Nothing was heard for one and a half heartbeats. */
        HEARTBEAT_LOST,
        /** It said good-bye. */
        BYE,
        /** It announced its sleep. */
        SLEEP,
        /** Its session's time to live ended. */
        EXPIRED,
        /** Somebody ended its session. */
        REVOKED,
        /** A spent resume token was shown. */
        TOKEN_REPLAY,
        /** Its secret was replaced. */
        CREDENTIALS_CHANGED,
        /** It was removed from the hub. */
        DEVICE_REMOVED,
        /** The hub shut down in order. */
        RESTART,
        /** It comes and goes too often, and is held off for a while. */
        FLAPPING
    }

    /** A device that has never connected. */
    public static Presence never(Instant since) {
        return new Presence(Status.OFFLINE, Reason.NEVER, since, null, null);
    }
}
