package io.hawser.storage.redis;

import io.hawser.domain.DeviceId;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channels of devices on a cluster, each heard at the Redis that has the device's shard: one connection to each such Redis. When a
 * connection breaks or a shard moves, the cluster is asked anew who has it, and who hears a channel anew is told so.
 */
final class ShardedEars implements DeviceEars {
    private static final Logger LOG = LoggerFactory.getLogger(ShardedEars.class);

    private final Vertx vertx;
    private final RedisLinks redis;
    private final RedisHomes homes;
    private final BiConsumer<String, String> said;
    private final Consumer<Set<String>> inForce;
    private final Set<DeviceId> wanted = new HashSet<>();
    private final Map<String, RedisEar> ears = new HashMap<>();
    /** By the shard's number; empty until the cluster was asked. */
    private List<String> places = List.of();

    private boolean stale = true;
    private boolean asking;
    private boolean closed;

    ShardedEars(Vertx vertx, RedisLinks redis, BiConsumer<String, String> said, Consumer<Set<String>> inForce) {
        this.vertx = vertx;
        this.redis = redis;
        this.homes = new RedisHomes(redis);
        this.said = said;
        this.inForce = inForce;
    }

    @Override
    public void hear(DeviceId device) {
        wanted.add(device);
        RedisEar ear = ear(device);
        if (ear != null) {
            ear.hear(channel(device));
        }
    }

    @Override
    public void leave(DeviceId device) {
        wanted.remove(device);
        ears.values().forEach(ear -> ear.leave(channel(device)));
    }

    @Override
    public void tick() {
        ears.values().forEach(RedisEar::tick);
        if (stale && !asking) {
            asking = true;
            homes.find().onComplete((found, error) -> {
                asking = false;
                if (found == null) {
                    LOG.debug("the cluster does not say who has what: {}", error.getMessage());
                } else if (!closed) {
                    stale = false;
                    settle(found);
                }
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        ears.values().forEach(RedisEar::close);
    }

    private void settle(List<String> found) {
        List<String> before = places;
        places = found;
        ears.entrySet().removeIf(ear -> {
            boolean gone = !found.contains(ear.getKey());
            if (gone) {
                ear.getValue().close();
            }
            return gone;
        });
        for (String url : Set.copyOf(found)) {
            if (!ears.containsKey(url)) {
                RedisEar ear = new RedisEar(vertx, () -> redis.subscriber(url), true, null, new Shard());
                ears.put(url, ear);
                ear.open();
            }
        }
        for (DeviceId device : wanted) {
            int shard = Shards.of(device);
            RedisEar old = before.isEmpty() ? null : ears.get(before.get(shard));
            if (old != null && !before.get(shard).equals(found.get(shard))) {
                old.leave(channel(device));
            }
            // Also where it has not moved: it may have been refused or taken away there.
            hear(device);
        }
    }

    private @Nullable RedisEar ear(DeviceId device) {
        return places.isEmpty() ? null : ears.get(places.get(Shards.of(device)));
    }

    static String channel(DeviceId device) {
        return "{s" + Shards.of(device) + "}:log:" + device.value();
    }

    /** What a connection to one Redis of the cluster tells. */
    private final class Shard implements RedisEar.Listener {
        @Override
        public void opened() {
            LOG.debug("a Redis of the cluster is heard");
        }

        @Override
        public void said(String channel, String text) {
            said.accept(channel, text);
        }

        @Override
        public void inForce(Set<String> channels) {
            inForce.accept(channels);
        }

        @Override
        public void astray() {
            stale = true;
        }

        @Override
        public void broken(String cause) {
            stale = true;
            LOG.atWarn().addKeyValue("cause", cause).log("a Redis of the cluster is not heard; trying again");
        }
    }
}
