package io.hawser.storage.redis;

import io.hawser.domain.DeviceId;
import io.hawser.session.Connection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * In which order a connection's writes were sent to Redis. A write names the one before it, and is refused when that one is not
 * stored: else a write that failed alone (Redis had forgotten the script, or was out of memory for a moment) would be passed
 * by the next one, taken for a repetition when the device sends it again, and lost although it was acknowledged. A write that
 * was refused for good, as too large, is stepped over. Safe for use by any thread.
 */
final class Sequence {
    private final ConcurrentMap<DeviceId, Sent> newest = new ConcurrentHashMap<>();

    /**
     * A write is about to be sent: the seq that must be stored already; null when there is none, or when the device has gone
     * back to send again.
     */
    @Nullable Long before(Connection connection, long seq) {
        Sent sent = newest.compute(
                connection.device(), (device, is) -> is != null && is.isOf(connection) ? is : new Sent(connection));
        return sent.next(seq);
    }

    /** The write with this seq, sent after {@code before}, will never be stored. */
    void refused(Connection connection, long seq, @Nullable Long before) {
        Sent sent = newest.get(connection.device());
        if (sent != null && sent.isOf(connection)) {
            sent.refuse(seq, before);
        }
    }

    /** What must be stored in place of what was refused meanwhile. */
    @Nullable Long resolved(Connection connection, @Nullable Long before) {
        Sent sent = newest.get(connection.device());
        return sent != null && sent.isOf(connection) ? sent.resolve(before) : before;
    }

    /** Nothing more comes of a connection. */
    void over(Connection connection) {
        newest.computeIfPresent(connection.device(), (device, is) -> is.isOf(connection) ? null : is);
    }

    /** What one connection has sent. */
    private static final class Sent {
        /** Only those count that later writes which are on their way may name. */
        private static final int REFUSALS = 64;

        private final long epoch;
        private final long number;
        private final Map<Long, @Nullable Long> refused = new LinkedHashMap<>();
        private @Nullable Long last;

        Sent(Connection connection) {
            epoch = connection.epoch();
            number = connection.number();
        }

        boolean isOf(Connection connection) {
            return epoch == connection.epoch() && number == connection.number();
        }

        synchronized @Nullable Long next(long seq) {
            Long before = last;
            last = seq;
            return before == null || before >= seq ? null : resolve(before);
        }

        synchronized void refuse(long seq, @Nullable Long before) {
            refused.put(seq, before);
            if (refused.size() > REFUSALS) {
                refused.remove(refused.keySet().iterator().next());
            }
        }

        synchronized @Nullable Long resolve(@Nullable Long before) {
            Long resolved = before;
            while (resolved != null && refused.containsKey(resolved)) {
                resolved = refused.get(resolved);
            }
            return resolved;
        }
    }
}
