package io.hawser.audit;

import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Page;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The audit. Entries of what the register stores are written by the register in the same transaction; this adds those of all else.
 * Nothing changes or removes one. Failures: {@code UNAVAILABLE}.
 */
public interface AuditStore {
    /** Appends an entry. */
    Future<Void> add(AuditEntry entry);

    /** Those that pass the filter, newest first; fails with {@code BAD_VALUE} for a cursor that is none. */
    Future<Page<Seen>> list(Filter filter, int limit, @Nullable String cursor);

    /** An entry with how whom it concerns is called now, and the device was then; null: there is none, or no longer. */
    record Seen(
            AuditEntry entry,
            @Nullable String userName,
            @Nullable String deviceName) {}

    /**
     * What of all entries is wanted; null: no matter.
     *
     * @param person whom it concerns or who did it
     * @param actions none: all
     * @param from the earliest moment, included
     * @param to the latest moment, excluded
     */
    record Filter(
            @Nullable UserId person,
            @Nullable DeviceId device,
            Set<AuditAction> actions,
            @Nullable Instant from,
            @Nullable Instant to) {}
}
