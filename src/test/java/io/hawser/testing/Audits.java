package io.hawser.testing;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Share;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.sharing.OwnerStore;
import java.time.Instant;

/** Entries of the audit for tests that are about something else. */
public final class Audits {
    /** Some entry. */
    public static final AuditEntry NOTED =
            AuditEntry.of(Instant.ofEpochMilli(1_760_000_000_000L), new Actor.ByHub("test"), AuditAction.USER_CHANGED);

    /** The same for each thing that a change of owner has to say. */
    public static final OwnerStore.Entries ENTRIES = new OwnerStore.Entries() {
        @Override
        public AuditEntry passed(UserId former) {
            return NOTED;
        }

        @Override
        public AuditEntry ended(Share share) {
            return NOTED;
        }

        @Override
        public AuditEntry takenOut(SpaceId space, String name) {
            return NOTED;
        }
    };

    private Audits() {}

    /** The same, whatever grant it is about. */
    public static AuditEntry noted(Share share) {
        return NOTED;
    }
}
