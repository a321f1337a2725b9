package io.hawser.device;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.domain.TicketId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where it is kept which hardware speaks for a device. What is not in this store (sessions, what others have heard) is told as unsettled until
 * somebody has seen to it. Failures: {@code UNAVAILABLE}.
 */
public interface ReplacementStore {
    /**
     * Has other hardware speak for a device, all or nothing with its entries in the audit and in the ticket. What the new hardware was as a
     * device of its own is kept, hidden; its faults are closed. Fails with {@code NOT_FOUND}, and with {@code BAD_VALUE} on {@code /hardware}
     * and {@code /ticket}.
     */
    Future<Replacement> add(Wish wish, AuditEntry audit);

    /**
     * Gives back what there was before. Fails with {@code NOT_FOUND}, and with {@code VERSION_CONFLICT} when it was undone already, when a later
     * one stands, or when the time for that is over.
     */
    Future<Replacement> undo(DeviceId device, String id, Instant now, UserId who, AuditEntry audit);

    /** Those of a device, newest first, at most a hundred. */
    Future<List<Replacement>> of(DeviceId device);

    /** One of which not all has happened yet. */
    Future<Optional<Unsettled>> unsettled(String id);

    /** Those of which not all has happened though they were stored before then, oldest first. */
    Future<List<Unsettled>> unsettled(Instant before, int most);

    /** All has happened that this tells of; nothing if it was undone since. */
    Future<Void> settled(Unsettled one);

    /**
     * What is wanted.
     *
     * @param hardware null: what says hello with the device's own id, by the secret of that hash
     * @param ticket in whose story it stands; null: none
     */
    record Wish(
            String id,
            DeviceId device,
            @Nullable DeviceId hardware,
            @Nullable String secretHash,
            @Nullable TicketId ticket,
            String reason,
            Instant at,
            Instant until,
            Actor by) {}

    /**
     * What has happened in the register alone.
     *
     * @param undone whether it is the undoing
     * @param holders whose role on the new hardware, as a device, is another one
     */
    record Unsettled(
            String id, DeviceId device, @Nullable DeviceId hardware, boolean undone, Actor by, List<Held> holders) {
        public Unsettled {
            holders = List.copyOf(holders);
        }
    }

    /** What somebody has on what was or is again a device of its own; null: nothing. */
    record Held(UserId user, @Nullable Role role) {}
}
