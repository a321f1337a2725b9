package io.hawser.sharing;

import io.hawser.domain.DeviceId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/**
 * Changes of shares that are on their way to the logs of their devices. Those who change shares store them, both or neither. Failures:
 * {@code UNAVAILABLE}.
 */
public interface ShareOutbox {
    /** Those of one device, oldest first. */
    Future<List<ShareChange>> waiting(DeviceId device, int most);

    /** Those of all devices, oldest first. */
    Future<List<ShareChange>> waiting(int most);

    /** Removes those that are in the logs; what is gone already is no failure. */
    Future<Void> remove(Collection<ShareChange> changes);
}
