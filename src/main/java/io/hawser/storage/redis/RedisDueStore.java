package io.hawser.storage.redis;

import io.hawser.bus.SessionEnded;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.session.DueStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines in Redis, a sorted set for each shard: {@code claim.lua}. Shards in which nothing is due as far as this node knows
 * are looked at now and then, for the sake of what other nodes left there, and so that these see this one live. Rounds do not overlap.
 */
final class RedisDueStore implements DueStore {
    private static final Duration EVERYWHERE = Duration.ofSeconds(5);
    private static final int MOST_OF_A_SHARD = 128;

    private final RedisLinks redis;
    private final Wake wake;
    private final String incarnation;
    private final Duration pause;
    private final List<NodeWatch> watches;
    private volatile Instant everywhere = Instant.MIN;

    RedisDueStore(RedisLinks redis, Wake wake, String incarnation) {
        this.redis = redis;
        this.wake = wake;
        this.incarnation = incarnation;
        Duration seldom = redis.settings().silence().dividedBy(4);
        pause = seldom.compareTo(EVERYWHERE) < 0 ? seldom : EVERYWHERE;
        watches = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> new NodeWatch(redis.settings().silence()))
                .toList();
    }

    @Override
    public Future<Claimed> claim(Instant now) {
        boolean all = now.isBefore(everywhere) || !now.minus(pause).isBefore(everywhere);
        if (all) {
            everywhere = now;
        }
        Map<Integer, Future<Reply>> asked = new TreeMap<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            if (all || wake.next(shard) <= now.toEpochMilli()) {
                wake.looking(shard);
                asked.put(shard, redis.run(Script.CLAIM, Shards.due(shard), arguments(shard, now)));
            }
        }
        return Future.join(List.copyOf(asked.values())).transform(done -> claimed(asked, now));
    }

    private List<String> arguments(int shard, Instant now) {
        Args arguments = Args.at(now, redis).number(MOST_OF_A_SHARD).text(incarnation);
        watches.get(shard)
                .gone(now)
                .forEach(gone -> arguments.text(gone.node()).text(gone.beat()).time(gone.heard()));
        return arguments.list();
    }

    private Future<Claimed> claimed(Map<Integer, Future<Reply>> asked, Instant now) {
        List<Change> changes = new ArrayList<>();
        List<SessionEnded> ended = new ArrayList<>();
        boolean more = false;
        boolean wasGone = false;
        Throwable error = null;
        int answered = 0;
        for (Map.Entry<Integer, Future<Reply>> of : asked.entrySet()) {
            int shard = of.getKey();
            if (of.getValue().failed()) {
                error = of.getValue().cause();
                wake.due(shard, now.toEpochMilli());
                continue;
            }
            Reply reply = of.getValue().result();
            answered++;
            changes.addAll(wake.told(Entries.appended(reply.at(0))));
            ended.addAll(reply.list(1, RedisDueStore::over));
            if (reply.flag(2)) {
                more = true;
                wake.due(shard, now.toEpochMilli());
            }
            wasGone |= reply.flag(4);
            watches.get(shard)
                    .saw(
                            reply.list(5, beat -> beat).stream()
                                    .collect(Collectors.toMap(beat -> beat.text(0), beat -> beat.text(1))),
                            now);
            String next = reply.textOrNull(3);
            if (next != null) {
                wake.due(shard, Long.parseLong(next));
            }
        }
        // What some shards have carried out must be told, even if others did not answer.
        if (error != null && answered == 0) {
            return Future.failedFuture(error);
        }
        return Future.succeededFuture(new Claimed(changes, ended, more, next(), wasGone));
    }

    private @Nullable Instant next() {
        long next = Wake.NEVER;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            next = Math.min(next, wake.next(shard));
        }
        return next == Wake.NEVER ? null : Instant.ofEpochMilli(next);
    }

    /** The connection that is over is the last one that counts as older. */
    private static SessionEnded over(Reply row) {
        return new SessionEnded.OfDevice(
                new DeviceId(row.text(0)), row.number(1), row.number(2) + 1, EndReason.EXPIRED);
    }
}
