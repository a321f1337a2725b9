package io.hawser.device;

import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Who has any role on a device, by ownership or an unexpired grant. Failures: {@code UNAVAILABLE}. */
@FunctionalInterface
public interface Holders {
    Future<List<UserId>> of(DeviceId device, Instant now);
}
