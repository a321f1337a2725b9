package io.hawser.storage.redis;

import io.hawser.domain.DeviceId;
import io.hawser.relay.Channels;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publish/subscribe between nodes on connections of their own: a channel for the nodes, and one for each device that is followed,
 * on which {@code append} of the scripts publishes. A node that is alone publishes nothing and subscribes to no device; it is
 * alone when nobody else subscribes to the nodes' channel, and hears at once of who comes. Once all that it stored without
 * publishing is stored it says so, since whoever came meanwhile looked too early. After anything that may have cost it a
 * message it tells its listener to doubt. On a cluster the devices' channels are sharded: each is at the Redis that has the device.
 */
final class RedisChannels implements Channels {
    private static final Logger LOG = LoggerFactory.getLogger(RedisChannels.class);
    /** What begins so on a device's channel is no entry of its log. */
    private static final String PASSING = "~";

    private static final String HELLO = "hello";
    private static final String PUBLISHING = "publishing";
    private static final String UNTOLD = "untold";
    private static final long TICK_MILLIS = 1_000;

    /** Another node may just be restarting. */
    private static final int TICKS_UNTIL_ALONE = 5;

    private final Vertx vertx;
    private final RedisLinks redis;
    private final String node;
    private final String nodes;
    private final DeviceEars devices;
    private final RedisEar ear;
    private final Set<DeviceId> followed = new HashSet<>();
    private final Promise<Void> opened = Promise.promise();
    private @Nullable Listener listener;
    private boolean lost;
    private boolean closed;
    private boolean others;
    /** Others may be there, whoever they are, until it is known that there are none. */
    private boolean publishing = true;

    private int aloneFor = TICKS_UNTIL_ALONE;
    /** Subscribers of the nodes' channel, when last looked. */
    private int nodesSeen;
    /** Something that others should have heard they may not have: they are told to look into the stores. */
    private boolean untold;

    private long timer = -1;

    /** @param node this node's name, by which it knows its own messages */
    RedisChannels(Vertx vertx, RedisLinks redis, String node) {
        this.vertx = vertx;
        this.redis = redis;
        this.node = node;
        // Channels are not of a database as keys are.
        nodes = nodes(redis.settings());
        others = redis.settings().cluster();
        ear = new RedisEar(vertx, () -> redis.subscriber(redis.settings().url()), false, nodes, new Nodes());
        devices = others ? new ShardedEars(vertx, redis, this::said, this::inForce) : new DeviceEars.Shared(ear);
    }

    @Override
    public Future<Void> open(Listener to) {
        listener = to;
        ear.open();
        devices.tick();
        timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
        return opened.future();
    }

    @Override
    public void follow(DeviceId device) {
        followed.add(device);
        if (others) {
            devices.hear(device);
        }
    }

    @Override
    public void unfollow(DeviceId device) {
        followed.remove(device);
        devices.leave(device);
    }

    @Override
    public void tell(Supplier<String> text) {
        if (others) {
            redis.send(Command.PUBLISH, nodes, node + "\n" + text.get()).onFailure(away -> untold = true);
        }
    }

    @Override
    public void tell(DeviceId device, Supplier<String> text) {
        if (others) {
            boolean sharded = redis.settings().cluster();
            // Only for a moment anyway.
            redis.send(
                            sharded ? Command.SPUBLISH : Command.PUBLISH,
                            sharded ? ShardedEars.channel(device) : DeviceEars.LOGS + device.value(),
                            PASSING + node + "\n" + text.get())
                    .onFailure(away -> LOG.debug("other nodes were not told"));
        }
    }

    private void tellOfUntold() {
        if (untold) {
            untold = false;
            redis.send(Command.PUBLISH, nodes, node + "\n" + UNTOLD).onFailure(away -> untold = true);
        }
    }

    @Override
    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        ear.close();
        devices.close();
        return Future.succeededFuture();
    }

    /** What the connection to the nodes' channel tells. */
    private final class Nodes implements RedisEar.Listener {
        @Override
        public void opened() {
            connected();
        }

        @Override
        public void said(String channel, String text) {
            if (channel.equals(nodes)) {
                nodeSaid(text);
            } else {
                RedisChannels.this.said(channel, text);
            }
        }

        @Override
        public void inForce(Set<String> channels) {
            RedisChannels.this.inForce(channels);
        }

        @Override
        public void astray() {
            LOG.warn("Redis refuses a subscription");
        }

        @Override
        public void broken(String cause) {
            opened.tryComplete();
            if (!lost) {
                lost = true;
                LOG.atWarn().addKeyValue("cause", cause).log("the link to the other nodes is broken; trying again");
                Listener to = listener;
                if (others && to != null) {
                    to.deaf();
                }
            }
        }
    }

    private void connected() {
        Listener to = listener;
        if (lost) {
            LOG.info("the link to the other nodes is back");
            if (others && to != null) {
                to.missed();
            }
        }
        lost = false;
        redis.send(Command.PUBLISH, nodes, node + "\n" + HELLO)
                .transform(told -> look())
                .onComplete(looked -> opened.tryComplete());
    }

    private void said(String channel, String text) {
        Listener to = listener;
        if (to != null && text.startsWith(PASSING)) {
            int end = text.indexOf('\n');
            if (end > 0 && !text.substring(PASSING.length(), end).equals(node)) {
                to.told(DeviceEars.device(channel), text.substring(end + 1));
            }
        } else if (to != null) {
            to.changed(Entries.published(DeviceEars.device(channel).value(), text));
        }
    }

    private void inForce(Set<String> channels) {
        Listener to = listener;
        if (to != null) {
            to.doubted(channels.stream().map(DeviceEars::device).collect(Collectors.toUnmodifiableSet()));
        }
    }

    private void nodeSaid(String message) {
        Listener to = listener;
        int end = message.indexOf('\n');
        if (to == null || end < 0 || message.substring(0, end).equals(node)) {
            return;
        }
        aloneFor = 0;
        others(true);
        switch (message.substring(end + 1)) {
            case HELLO -> {}
            case UNTOLD -> to.missed();
            case PUBLISHING -> to.doubted(Set.copyOf(followed));
            default -> to.told(message.substring(end + 1));
        }
    }

    /** The channel that every node hears, by which nodes know of each other. */
    static String nodes(RedisSettings settings) {
        return "hawser:nodes:" + settings.database();
    }

    private void tick() {
        ear.tick();
        devices.tick();
        if (!lost) {
            look();
            tellOfUntold();
        }
    }

    /** Whether anybody else listens. On a cluster that can't be told, since each node of it counts its own. */
    private Future<?> look() {
        if (redis.settings().cluster()) {
            return Future.succeededFuture();
        }
        return redis.send(Command.PUBSUB, "NUMSUB", nodes).onSuccess(counted -> {
            int now = counted == null ? 0 : counted.get(1).toInteger();
            Listener to = listener;
            if (now < nodesSeen && to != null && !closed) {
                // Killed, maybe, between a change and the telling.
                to.missed();
            }
            nodesSeen = now;
            boolean more = now > 1;
            aloneFor = more ? 0 : aloneFor + 1;
            if (more || aloneFor >= TICKS_UNTIL_ALONE) {
                others(more);
            }
        });
    }

    private void others(boolean now) {
        if (closed) {
            return;
        }
        publish(now);
        if (now == others) {
            return;
        }
        others = now;
        LOG.info(now ? "there are other nodes" : "this node is alone");
        if (now) {
            followed.forEach(devices::hear);
        } else {
            followed.forEach(devices::leave);
        }
    }

    private void publish(boolean now) {
        if (now != publishing) {
            publishing = now;
            redis.publish(now);
            if (now) {
                sayThatAllIsStored();
            }
        }
    }

    /** What was stored before the others were known. */
    private void sayThatAllIsStored() {
        redis.settled()
                .compose(stored -> redis.send(Command.PUBLISH, nodes, node + "\n" + PUBLISHING))
                .onFailure(away -> {
                    if (publishing && !closed) {
                        vertx.setTimer(TICK_MILLIS, again -> sayThatAllIsStored());
                    }
                });
    }
}
