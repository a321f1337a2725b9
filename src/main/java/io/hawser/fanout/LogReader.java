package io.hawser.fanout;

import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.session.Catchup;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Reads a device's log where it is stored. */
@FunctionalInterface
public interface LogReader {
    /** What follows the cursor, or a snapshot when there is none; completes on the caller's context. */
    Future<Catchup> catchUp(DeviceId device, @Nullable Cursor since);
}
