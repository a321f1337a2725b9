package io.hawser.storage.redis;

import io.hawser.domain.SessionView.SessionState;
import io.hawser.session.Census;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Counts that every change of a session keeps, added up over the shards. */
final class RedisCensus implements Census {
    /** As {@code census.lua} answers. */
    private static final List<SessionState> STATES =
            List.of(SessionState.ACTIVE, SessionState.DORMANT, SessionState.ASLEEP);

    private final RedisLinks redis;

    RedisCensus(RedisLinks redis) {
        this.redis = redis;
    }

    @Override
    public Future<Map<SessionState, Long>> count() {
        List<Future<Reply>> shards = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> redis.run(Script.CENSUS, Shards.counts(shard), List.of()))
                .toList();
        return Future.all(shards).map(done -> {
            Map<SessionState, Long> counts = new EnumMap<>(SessionState.class);
            for (int i = 0; i < STATES.size(); i++) {
                int at = i;
                counts.put(
                        STATES.get(i),
                        shards.stream()
                                .mapToLong(shard -> shard.result().number(at))
                                .sum());
            }
            return counts;
        });
    }
}
