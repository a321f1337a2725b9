package io.hawser.testing;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Share;
import java.time.Instant;

/** Entries of the audit for tests that are about something else. */
public final class Audits {
    /** Some entry. */
    public static final AuditEntry NOTED =
            AuditEntry.of(Instant.ofEpochMilli(1_760_000_000_000L), new Actor.ByHub("test"), AuditAction.USER_CHANGED);

    private Audits() {}

    /** The same, whatever grant it is about. */
    public static AuditEntry noted(Share share) {
        return NOTED;
    }
}
