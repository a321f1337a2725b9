package io.hawser.storage.redis;

import io.hawser.domain.DeviceId;
import io.hawser.relay.Channels;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publish/subscribe between nodes on a connection of its own: a channel for the nodes, and one for each device that is followed,
 * on which {@code append} of the scripts publishes. A node that is alone publishes nothing and subscribes to no device; it is
 * alone when nobody else subscribes to the nodes' channel, and hears at once of who comes. Once all that it stored without
 * publishing is stored it says so, since whoever came meanwhile looked too early. After anything that may have cost it a
 * message it tells its listener to doubt.
 */
final class RedisChannels implements Channels {
    private static final Logger LOG = LoggerFactory.getLogger(RedisChannels.class);
    private static final String LOGS = "hawser:log:";
    private static final String HELLO = "hello";
    private static final String PUBLISHING = "publishing";
    private static final long TICK_MILLIS = 1_000;
    /** Without an answer for so long the link is taken for broken. */
    private static final int TICKS_OF_PATIENCE = 3;

    /** Another node may just be restarting. */
    private static final int TICKS_UNTIL_ALONE = 5;

    private static final int AT_ONCE = 1_000;

    private final Vertx vertx;
    private final RedisLinks redis;
    private final String node;
    private final String nodes;
    private final Set<DeviceId> followed = new HashSet<>();
    private final Set<DeviceId> fresh = new HashSet<>();
    private final Promise<Void> opened = Promise.promise();
    private @Nullable Listener listener;
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private boolean lost;
    private boolean closed;
    private boolean others;
    /** Others may be there, whoever they are, until it is known that there are none. */
    private boolean publishing = true;

    private int unanswered;
    private int aloneFor = TICKS_UNTIL_ALONE;
    private long timer = -1;

    /** @param node this node's name, by which it knows its own messages */
    RedisChannels(Vertx vertx, RedisLinks redis, String node) {
        this.vertx = vertx;
        this.redis = redis;
        this.node = node;
        // Channels are not of a database as keys are.
        nodes = nodes(redis.settings());
        others = redis.settings().cluster();
    }

    @Override
    public Future<Void> open(Listener to) {
        listener = to;
        connect();
        timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
        return opened.future();
    }

    @Override
    public void follow(DeviceId device) {
        followed.add(device);
        if (others) {
            subscribeSoon(device);
        }
    }

    @Override
    public void unfollow(DeviceId device) {
        followed.remove(device);
        fresh.remove(device);
        RedisConnection open = connection;
        if (others && open != null) {
            open.send(Request.cmd(Command.UNSUBSCRIBE).arg(LOGS + device.value()));
        }
    }

    @Override
    public void tell(Supplier<String> text) {
        if (others) {
            // Whoever does not hear it finds it in the stores: this only makes it quicker.
            redis.send(Command.PUBLISH, nodes, node + "\n" + text.get())
                    .onFailure(away -> LOG.debug("other nodes were not told"));
        }
    }

    @Override
    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        drop();
        return Future.succeededFuture();
    }

    private void connect() {
        Redis made = redis.subscriber();
        client = made;
        made.connect().onComplete((open, error) -> {
            if (client != made) {
                made.close();
            } else if (open == null) {
                broken(String.valueOf(error));
            } else {
                connected(open);
            }
        });
    }

    private void connected(RedisConnection open) {
        connection = open;
        unanswered = 0;
        open.handler(this::heard);
        open.exceptionHandler(error -> brokenIf(open, String.valueOf(error)));
        open.endHandler(end -> brokenIf(open, "the connection was closed"));
        open.send(Request.cmd(Command.SUBSCRIBE).arg(nodes));
        boolean again = lost;
        if (again) {
            LOG.info("the link to the other nodes is back");
        }
        lost = false;
        if (others) {
            followed.forEach(this::subscribeSoon);
        }
        ping(open)
                .onSuccess(subscribed -> {
                    Listener to = listener;
                    if (again && others && to != null) {
                        to.missed();
                    }
                })
                .onSuccess(subscribed -> redis.send(Command.PUBLISH, nodes, node + "\n" + HELLO)
                        .transform(told -> look())
                        .onComplete(looked -> opened.tryComplete()));
    }

    private void heard(Response push) {
        Listener to = listener;
        if (to == null || push.type() != ResponseType.MULTI || push.size() != 3 || !"message".equals(text(push, 0))) {
            return;
        }
        String channel = text(push, 1);
        String message = text(push, 2);
        if (channel.startsWith(LOGS)) {
            to.changed(Entries.published(channel.substring(LOGS.length()), message));
        } else {
            int end = message.indexOf('\n');
            if (end < 0 || message.substring(0, end).equals(node)) {
                return;
            }
            aloneFor = 0;
            others(true);
            switch (message.substring(end + 1)) {
                case HELLO -> {}
                case PUBLISHING -> to.doubted(Set.copyOf(followed));
                default -> to.told(message.substring(end + 1));
            }
        }
    }

    private static String text(Response push, int index) {
        Response part = push.get(index);
        return part == null ? "" : part.toString();
    }

    /** With all that is to be followed in this turn. */
    private void subscribeSoon(DeviceId device) {
        if (fresh.isEmpty()) {
            vertx.runOnContext(turn -> subscribe());
        }
        fresh.add(device);
    }

    private void subscribe() {
        RedisConnection open = connection;
        if (open == null) {
            // The next connection subscribes to all.
            fresh.clear();
            return;
        }
        while (!fresh.isEmpty()) {
            List<DeviceId> some = fresh.stream().limit(AT_ONCE).toList();
            some.forEach(fresh::remove);
            Request request = Request.cmd(Command.SUBSCRIBE);
            some.forEach(device -> request.arg(LOGS + device.value()));
            open.send(request);
            // Answered once all before it is in force.
            open.send(Request.cmd(Command.PING)).onSuccess(subscribed -> {
                Listener to = listener;
                if (to != null) {
                    to.doubted(Set.copyOf(some));
                }
            });
        }
    }

    /** The channel that every node hears, by which nodes know of each other. */
    static String nodes(RedisSettings settings) {
        return "hawser:nodes:" + settings.database();
    }

    private void tick() {
        RedisConnection open = connection;
        if (open == null) {
            if (client == null) {
                connect();
            }
        } else if (unanswered >= TICKS_OF_PATIENCE) {
            broken("no answer");
        } else {
            ping(open);
            look();
        }
    }

    /** Answered once all that was sent before is in force. */
    private Future<?> ping(RedisConnection open) {
        unanswered++;
        return open.send(Request.cmd(Command.PING)).onSuccess(pong -> unanswered = 0);
    }

    /** Whether anybody else listens. On a cluster that can't be told, since each node of it counts its own. */
    private Future<?> look() {
        if (redis.settings().cluster()) {
            return Future.succeededFuture();
        }
        return redis.send(Command.PUBSUB, "NUMSUB", nodes).onSuccess(counted -> {
            boolean more = counted != null && counted.get(1).toInteger() > 1;
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
        RedisConnection open = connection;
        if (now) {
            followed.forEach(this::subscribeSoon);
        } else if (open != null) {
            followed.forEach(
                    device -> open.send(Request.cmd(Command.UNSUBSCRIBE).arg(LOGS + device.value())));
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

    private void brokenIf(RedisConnection of, String cause) {
        if (connection == of) {
            broken(cause);
        }
    }

    private void broken(String cause) {
        drop();
        opened.tryComplete();
        if (!lost && !closed) {
            lost = true;
            LOG.atWarn().addKeyValue("cause", cause).log("the link to the other nodes is broken; trying again");
        }
    }

    private void drop() {
        Redis old = client;
        client = null;
        connection = null;
        if (old != null) {
            old.close();
        }
    }
}
