package io.hawser.storage.redis;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one Redis that does nothing but hear. Only subscriptions are asked of it, whose answers come as messages do: were
 * there a request that waits for its answer, the client would take the next message for that answer, and the message would be
 * lost. For one context.
 */
final class RedisEar {
    /** Nobody publishes there: to subscribe to it once more is answered, after all that was asked before. */
    private static final String PULSE = "hawser:pulse";

    /** Without an answer for so long the link is taken for broken. */
    private static final int TICKS_OF_PATIENCE = 3;

    private static final int AT_ONCE = 1_000;

    private final Vertx vertx;
    private final Supplier<Redis> clients;
    private final boolean sharded;
    private final @Nullable String steady;
    private final Listener listener;
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Set<String> fresh = new LinkedHashSet<>();
    private final Set<String> answered = new HashSet<>();
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private boolean heard;
    private boolean closed;
    /** Ticks since it began to connect, or pulses since the last answer. */
    private int unanswered;

    /** Whom it tells. */
    interface Listener {
        /** It is connected and hears its steady channel; also each time when it was broken before. */
        void opened();

        /** Something was said on a channel. */
        void said(String channel, String text);

        /** From now on these channels are heard. */
        void inForce(Set<String> channels);

        /** A channel is not, or no longer, at this Redis. */
        void astray();

        /** It can't be reached, or not any more; it tries again by itself. */
        void broken(String cause);
    }

    /**
     * @param clients makes a client with one connection
     * @param sharded whether channels other than the steady one are of the slots of a cluster, each by its hash tag
     * @param steady the channel that is heard all the time; null for none
     */
    RedisEar(Vertx vertx, Supplier<Redis> clients, boolean sharded, @Nullable String steady, Listener listener) {
        this.vertx = vertx;
        this.clients = clients;
        this.sharded = sharded;
        this.steady = steady;
        this.listener = listener;
    }

    /** Connects. */
    void open() {
        Redis made = clients.get();
        client = made;
        unanswered = 0;
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

    /** With all that is asked for in this turn. */
    void hear(String channel) {
        wanted.add(channel);
        if (fresh.isEmpty()) {
            vertx.runOnContext(turn -> subscribe());
        }
        fresh.add(channel);
    }

    /** No longer. */
    void leave(String channel) {
        fresh.remove(channel);
        RedisConnection open = connection;
        if (wanted.remove(channel) && open != null) {
            open.send(Request.cmd(sharded ? Command.SUNSUBSCRIBE : Command.UNSUBSCRIBE)
                    .arg(channel));
        }
    }

    /** No channel but the steady one. */
    void leaveAll() {
        List.copyOf(wanted).forEach(this::leave);
    }

    /** Looks whether it still hears; connects where it does not. */
    void tick() {
        RedisConnection open = connection;
        if (client == null) {
            if (!closed) {
                open();
            }
        } else if (unanswered >= TICKS_OF_PATIENCE) {
            broken("no answer");
        } else if (open == null) {
            unanswered++;
        } else {
            pulse(open);
        }
    }

    void close() {
        closed = true;
        drop();
    }

    private void connected(RedisConnection open) {
        connection = open;
        unanswered = 0;
        heard = false;
        answered.clear();
        open.handler(push -> {
            if (connection == open) {
                heard(push);
            }
        });
        open.exceptionHandler(error -> brokenIf(open, String.valueOf(error)));
        open.endHandler(end -> brokenIf(open, "the connection was closed"));
        if (steady != null) {
            open.send(Request.cmd(Command.SUBSCRIBE).arg(steady));
        }
        fresh.clear();
        ask(open, wanted);
        pulse(open);
    }

    private void subscribe() {
        RedisConnection open = connection;
        // The next connection subscribes to all.
        if (open != null && !fresh.isEmpty()) {
            ask(open, fresh);
            pulse(open);
        }
        fresh.clear();
    }

    /** On a cluster one request may only name channels of one slot. */
    private void ask(RedisConnection open, Collection<String> channels) {
        Map<String, List<String>> requests = new LinkedHashMap<>();
        for (String channel : channels) {
            requests.computeIfAbsent(
                            sharded ? channel.substring(0, channel.indexOf('}')) : "", none -> new ArrayList<>())
                    .add(channel);
        }
        for (List<String> some : requests.values()) {
            for (int from = 0; from < some.size(); from += AT_ONCE) {
                Request request = Request.cmd(sharded ? Command.SSUBSCRIBE : Command.SUBSCRIBE);
                some.subList(from, Math.min(some.size(), from + AT_ONCE)).forEach(request::arg);
                open.send(request);
            }
        }
    }

    private void pulse(RedisConnection open) {
        unanswered++;
        open.send(Request.cmd(Command.SUBSCRIBE).arg(PULSE));
    }

    private void heard(Response push) {
        if (push.type() == ResponseType.ERROR) {
            listener.astray();
            return;
        }
        if (push.type() != ResponseType.MULTI || push.size() != 3) {
            return;
        }
        String channel = text(push, 1);
        switch (text(push, 0)) {
            case "message", "smessage" -> {
                // What comes before it is known to be heard again is among what may have been missed.
                if (heard || channel.equals(steady)) {
                    listener.said(channel, text(push, 2));
                }
            }
            case "subscribe", "ssubscribe" -> {
                if (channel.equals(PULSE)) {
                    answered();
                } else if (wanted.contains(channel)) {
                    answered.add(channel);
                }
            }
            case "sunsubscribe" -> {
                // Its slot has moved to another Redis, unless it was asked for.
                if (wanted.contains(channel)) {
                    listener.astray();
                }
            }
            default -> {}
        }
    }

    private void answered() {
        unanswered = 0;
        if (!heard) {
            heard = true;
            listener.opened();
        }
        if (!answered.isEmpty()) {
            Set<String> some = Set.copyOf(answered);
            answered.clear();
            listener.inForce(some);
        }
    }

    private static String text(Response push, int index) {
        Response part = push.get(index);
        return part == null ? "" : part.toString();
    }

    private void brokenIf(RedisConnection of, String cause) {
        if (connection == of) {
            broken(cause);
        }
    }

    private void broken(String cause) {
        boolean served = heard;
        heard = false;
        drop();
        if (!closed) {
            listener.broken(cause);
            if (served) {
                // What others tell is missed until it is back: the first try is at once, others with the ticks.
                open();
            }
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
