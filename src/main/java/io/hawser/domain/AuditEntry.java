package io.hawser.domain;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit.
 *
 * @param user whom it concerns, if anybody
 * @param device which device it concerns, if any
 * @param address where it came from, where that is known
 * @param detail what else is worth knowing, by name: the role that was granted, the fields that were changed; never a secret
 */
public record AuditEntry(
        Instant at,
        Actor by,
        AuditAction action,
        @Nullable UserId user,
        @Nullable DeviceId device,
        @Nullable String address,
        Map<String, String> detail) {
    public AuditEntry {
        detail = Map.copyOf(detail);
    }

    public static AuditEntry of(Instant at, Actor by, AuditAction action) {
        return new AuditEntry(at, by, action, null, null, null, Map.of());
    }

    public AuditEntry about(@Nullable UserId whom) {
        return new AuditEntry(at, by, action, whom, device, address, detail);
    }

    public AuditEntry about(DeviceId which) {
        return new AuditEntry(at, by, action, user, which, address, detail);
    }

    public AuditEntry from(@Nullable String where) {
        return new AuditEntry(at, by, action, user, device, where, detail);
    }

    public AuditEntry with(Map<String, String> more) {
        return new AuditEntry(at, by, action, user, device, address, more);
    }
}
