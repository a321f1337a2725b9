package io.hawser.storage.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** At which Redis of a cluster each shard is. */
final class RedisHomes {
    private final RedisLinks redis;
    private final URI given;
    private @Nullable List<Long> slots;

    RedisHomes(RedisLinks redis) {
        this.redis = redis;
        given = URI.create(redis.settings().url());
    }

    /** The address of each shard's Redis, by the shard's number. Where nobody serves a shard now, it fails. */
    Future<List<String>> find() {
        return slots().compose(mine -> redis.send(Command.CLUSTER, "SLOTS").map(ranges -> homes(mine, ranges)));
    }

    /** The slot of each shard, as Redis reckons it; always the same. */
    private Future<List<Long>> slots() {
        List<Long> known = slots;
        if (known != null) {
            return Future.succeededFuture(known);
        }
        List<Future<@Nullable Response>> all = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            all.add(redis.send(Command.CLUSTER, "KEYSLOT", Shards.due(shard)));
        }
        return Future.all(all).map(done -> {
            List<Long> found =
                    done.<Response>list().stream().map(Response::toLong).toList();
            slots = found;
            return found;
        });
    }

    private List<String> homes(List<Long> mine, @Nullable Response ranges) {
        List<String> homes = new ArrayList<>();
        for (long slot : mine) {
            homes.add(home(slot, ranges));
        }
        return homes;
    }

    private String home(long slot, @Nullable Response ranges) {
        if (ranges != null) {
            for (Response range : ranges) {
                if (slot >= range.get(0).toLong() && slot <= range.get(1).toLong()) {
                    Response master = range.get(2);
                    return url(String.valueOf(master.get(0)), master.get(1).toInteger());
                }
            }
        }
        throw new IllegalStateException("no Redis of the cluster has slot " + slot);
    }

    private String url(String host, int port) {
        // One that does not know its own name is where it was asked.
        boolean unnamed = host.isEmpty() || host.equals("?") || host.equals("null");
        String name = unnamed ? given.getHost() : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        String user = given.getRawUserInfo();
        return given.getScheme() + "://" + (user == null ? "" : user + "@") + name + ":" + port;
    }
}
