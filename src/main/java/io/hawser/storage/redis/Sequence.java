package io.hawser.storage.redis;

import io.hawser.domain.DeviceId;
import io.hawser.session.Connection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * In which order a connection's writes were sent to Redis. A write names the one before it, and is refused when that one is not
 * stored: else a write that failed alone (Redis had forgotten the script, or was out of memory for a moment) would be passed
 * by the next one, taken for a repetition when the device sends it again, and lost although it was acknowledged.
 */
final class Sequence {
    private final ConcurrentMap<DeviceId, Last> last = new ConcurrentHashMap<>();

    /** The seq sent before this one; null when there is none, or when the device has gone back to send again. */
    @Nullable Long before(Connection connection, long seq) {
        Last previous = last.put(connection.device(), new Last(connection.epoch(), connection.number(), seq));
        if (previous == null
                || previous.epoch != connection.epoch()
                || previous.number != connection.number()
                || previous.seq >= seq) {
            return null;
        }
        return previous.seq;
    }

    void over(Connection connection) {
        last.computeIfPresent(
                connection.device(),
                (device, is) -> is.epoch == connection.epoch() && is.number == connection.number() ? null : is);
    }

    private record Last(long epoch, long number, long seq) {}
}
