package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.vertx.core.Future;
import java.util.Map;

/** What devices take, by their models. Futures fail with {@code BAD_VALUE} where one does not, and with {@code NOT_FOUND}. */
public interface Capabilities {
    /** Whether a device takes a command. */
    Future<Void> command(DeviceId device, String name, Json args);

    /** Whether that can be wanted of a device. */
    Future<Void> desired(DeviceId device, Map<String, Json> set);
}
