package io.hawser.storage.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How late it was when entries were last known to be written: milliseconds since the Unix epoch under one key, which all nodes
 * share. Safe for use by any context; futures fail with {@code UNAVAILABLE}.
 */
public final class TimeMark {
    private static final String KEY = "hawser:time";

    private final RedisLinks redis;

    TimeMark(RedisLinks redis) {
        this.redis = redis;
    }

    /** The last one written; null when there is none. */
    public Future<@Nullable Instant> read() {
        return redis.send(Command.GET, KEY)
                .map(kept -> kept == null ? null : Instant.ofEpochMilli(Long.parseLong(kept.toString())));
    }

    /** Puts this in the place of the one before. */
    public Future<Void> write(Instant time) {
        return redis.send(Command.SET, KEY, String.valueOf(time.toEpochMilli())).mapEmpty();
    }
}
