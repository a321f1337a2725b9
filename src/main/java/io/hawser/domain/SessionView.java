package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session of any kind as people see it. Exactly one of {@code device} and {@code user} is set.
 *
 * @param lastSeen of a connected device that stored nothing since: the latest time at which its silence would have been noticed
 * @param client what the client calls itself: firmware and model, or the browser
 * @param node the run of the hub's node that holds its connection or held it last; a log-in has none of its own, but was given its tokens by one
 * @param counts what it did so far
 * @param budget what it may take and has taken; of devices only
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
        @Nullable String client,
        @Nullable String node,
        @Nullable Counts counts,
        @Nullable Budget budget) {
    /** A person's. */
    public SessionView(
            SessionId id,
            SessionKind kind,
            UserId user,
            SessionState state,
            @Nullable EndReason endReason,
            Instant created,
            Instant lastSeen,
            Instant expires,
            @Nullable String address,
            @Nullable String client,
            @Nullable String node,
            Counts counts) {
        this(id, kind, null, user, state, endReason, created, lastSeen, expires, address, client, node, counts, null);
    }

    /**
     * What a session did since it was created. Bytes are those of messages; a live connection's are added now and then. A log-in's are those of its
     * calls and of its terminals, and it came back as often as its tokens were traded.
     *
     * @param reports of devices only
     */
    public record Counts(long reports, long commands, long reconnects, long received, long sent) {}

    /**
     * What a device's session may take.
     *
     * @param flapping whether it came and went too often and is held off
     * @param state what is taken of {@code terms.state}, in bytes; {@code desired} of the same
     * @param log entries of the live log held; those beyond {@code most} go with the next entry
     * @param old how many of them the next clean-up removes for their age
     * @param cleanup when that is; null: nothing is to be removed
     */
    public record Budget(
            SessionTerms terms,
            long epoch,
            boolean flapping,
            long state,
            long desired,
            long log,
            long most,
            long old,
            @Nullable Instant cleanup) {}

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
