package io.hawser.storage.redis;

import io.hawser.bus.Downlink;
import io.hawser.bus.Downlink.DesiredOffer;
import io.hawser.domain.Json;
import io.hawser.session.Connection;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What waits for connected devices: {@code waiting.lua}. */
final class RedisWaiting {
    /** How many devices one script looks at: it must not hold up the others for long. */
    private static final int AT_ONCE = 200;

    private final RedisLinks redis;

    RedisWaiting(RedisLinks redis) {
        this.redis = redis;
    }

    Future<List<Downlink>> of(Collection<Connection> connections) {
        Map<Integer, List<Connection>> shards = connections.stream()
                .collect(Collectors.groupingBy(
                        connection -> Shards.of(connection.device()), TreeMap::new, Collectors.toList()));
        List<Future<List<Downlink>>> all = new ArrayList<>();
        shards.forEach((shard, of) -> {
            for (int from = 0; from < of.size(); from += AT_ONCE) {
                List<Connection> part = of.subList(from, Math.min(from + AT_ONCE, of.size()));
                Args arguments = Args.at(Instant.EPOCH, redis);
                part.forEach(arguments::connection);
                all.add(redis.run(Script.WAITING, Shards.due(shard), arguments.list())
                        .map(reply -> downlinks(part, reply)));
            }
        });
        return Future.all(all)
                .map(done ->
                        all.stream().flatMap(part -> part.result().stream()).toList());
    }

    private static List<Downlink> downlinks(List<Connection> asked, Reply reply) {
        List<Downlink> found = new ArrayList<>();
        for (Reply row : reply.all(each -> each)) {
            Connection of = asked.get((int) row.number(0));
            row.list(1, RedisOpenings::offer)
                    .forEach(offer -> found.add(new Downlink(of.device(), of.epoch(), of.number(), offer)));
            Map<String, Json> wanted = row.properties(3);
            if (!wanted.isEmpty()) {
                DesiredOffer offer = new DesiredOffer(row.number(2), wanted, List.of());
                found.add(new Downlink(of.device(), of.epoch(), of.number(), offer));
            }
        }
        return found;
    }
}
