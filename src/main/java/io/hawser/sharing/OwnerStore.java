package io.hawser.sharing;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Share;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.sharing.SpaceStore.Moved;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Who owns a device becomes somebody else, and what the old home had of it ends with that: in one step with all of its entries in the audit and
 * what the device's log is to say ({@link ShareOutbox}), all or nothing. Failures: {@code UNAVAILABLE}.
 */
public interface OwnerStore {
    /**
     * Hands it to another owner, who has no grant any more. Grants of others stay, and it stays in those spaces that the new owner belongs
     * to; out of all others it is taken. Fails with {@code NOT_FOUND}.
     */
    Future<Passed> handOver(DeviceId device, UserId owner, Entries entries);

    /**
     * Makes the holder of the claim code the owner, once: all grants end, and it is taken out of every space. Empty when the code is wrong,
     * used, over or tried too often (5 tries), which is counted in the same step.
     */
    Future<Optional<Passed>> claim(DeviceId device, String claimHash, UserId by, Entries entries);

    /** What the audit has to say. */
    interface Entries {
        /** It has another owner; the entry for the log says who did it too. */
        AuditEntry passed(UserId former);

        /** A grant has ended by that. */
        AuditEntry ended(Share share);

        /** It was taken out of a space by that. */
        AuditEntry takenOut(SpaceId space, String name);
    }

    /**
     * What came of it.
     *
     * @param former whose it was, who may be the same
     * @param moved everybody's role on it that has become another
     */
    record Passed(Device device, UserId former, List<Moved> moved) {
        public Passed {
            moved = List.copyOf(moved);
        }
    }
}
