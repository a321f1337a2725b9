package io.hawser.identity;

import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.util.List;

/** What the live store knows of a person beside their id. Both may be repeated. Failures: {@code UNAVAILABLE}. */
public interface LiveTraces {
    /** Forgets their log-ins and terminals, with addresses and programs. */
    Future<Void> forgetSessions(UserId person);

    /** Takes how they were called out of these devices' logs and ledgers. */
    Future<Void> forgetName(UserId person, List<DeviceId> devices);
}
