package io.hawser.identity;

import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who was erased from what is kept and is not yet forgotten by what is live. Failures: {@code UNAVAILABLE}. */
public interface ErasureStore {
    /** All of these. */
    Future<List<Erased>> pending();

    /** The live store has forgotten them. */
    Future<Void> done(UserId person, Instant at);

    /** Some of the devices, in the order of their ids; none: there are no more after that one. */
    Future<List<DeviceId>> devices(@Nullable DeviceId after);

    /** Somebody who has left the register. */
    record Erased(UserId person, Instant at) {}
}
