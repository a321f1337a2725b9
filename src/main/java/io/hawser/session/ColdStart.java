package io.hawser.session;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Snapshot;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Where the live store learns of a device that it does not know, so that no revision is ever used twice: a live store that was
 * emptied goes on where the kept log ends, under a new epoch.
 */
@FunctionalInterface
public interface ColdStart {
    /**
     * The device after the newest entry that is kept of it, whatever that entry's time; empty when there is none. Fails with
     * {@code UNAVAILABLE}, and then nothing is written for the device.
     */
    Future<Optional<Snapshot>> last(DeviceId device);

    /** For a store that nothing is kept behind. */
    static ColdStart none() {
        return device -> Future.succeededFuture(Optional.empty());
    }
}
