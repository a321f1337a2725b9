package io.hawser.bench.rig;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits in a hub's Redis for the history: entries of all shards' outboxes. */
public final class Backlog implements AutoCloseable {
    private static final int SHARDS = 64;

    private final RedisWire redis;

    public Backlog(Hub hub) {
        this.redis = RedisWire.open(hub.data());
    }

    /**
     * What waits now.
     *
     * @param age seconds since the oldest was stored
     */
    public record Waits(long entries, double age) {}

    public Waits look() {
        for (int shard = 0; shard < SHARDS; shard++) {
            String key = "{s" + shard + "}:outbox";
            send("XLEN", key);
            send("XRANGE", key, "-", "+", "COUNT", "1");
        }
        long entries = 0;
        long oldest = System.currentTimeMillis();
        for (int shard = 0; shard < SHARDS; shard++) {
            Object length = redis.read();
            entries += length instanceof Long count ? count : 0;
            oldest = Math.min(oldest, stored(redis.read(), oldest));
        }
        return new Waits(entries, (System.currentTimeMillis() - oldest) / 1000.0);
    }

    /** Waits until there is nothing more; false when that takes too long. */
    public boolean empty(Duration patience) {
        return Waiting.until(patience, () -> look().entries() == 0);
    }

    /** The time in an entry's id, which Redis gave it. */
    private static long stored(@Nullable Object entries, long otherwise) {
        if (entries instanceof List<?> list
                && !list.isEmpty()
                && list.get(0) instanceof List<?> entry
                && entry.get(0) instanceof String id) {
            return Long.parseLong(id.substring(0, id.indexOf('-')));
        }
        return otherwise;
    }

    private void send(String... words) {
        redis.send(RedisWire.encode(List.of(words).stream()
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList()));
    }

    @Override
    public void close() {
        redis.close();
    }
}
