package io.hawser.storage.redis;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Redis as this node talks to it: one held connection for each event loop that uses it. (The client's own pool takes a
 * connection for each command, which costs most of the throughput.) Safe for use by any thread; futures complete on the
 * caller's context and fail with {@code UNAVAILABLE}.
 */
final class RedisLinks {
    private final VertxInternal vertx;
    private final RedisSettings settings;
    private final CallObserver observer;
    private final Map<EventLoop, RedisLink> links = new ConcurrentHashMap<>();
    private final AtomicInteger clients = new AtomicInteger();
    private volatile boolean closed;
    private volatile String log;

    RedisLinks(Vertx vertx, RedisSettings settings, CallObserver observer) {
        this.vertx = (VertxInternal) vertx;
        this.observer = observer;
        this.settings = settings;
        log = log(true);
    }

    RedisSettings settings() {
        return settings;
    }

    /** How scripts keep a log, and whether they publish what they append: until somebody knows that nobody listens. */
    String log() {
        return log;
    }

    /** Whether other nodes may listen. */
    boolean publishes() {
        return !log.equals(log(false));
    }

    /** From now on scripts are told whether other nodes may listen. */
    void publish(boolean listeners) {
        log = log(listeners);
    }

    private String log(boolean listeners) {
        return (!listeners ? "" : settings.cluster() ? "*" : "+") + settings.logEntries() + " "
                + settings.logAge().toMillis();
    }

    /** Once all that was asked of Redis before is done, on whichever loop; fails where that is not known. */
    Future<Void> settled() {
        List<Future<Void>> all = new ArrayList<>();
        for (RedisLink link : links.values()) {
            Promise<Response> done = Promise.promise();
            link.context().nettyEventLoop().execute(() -> settle(link, done));
            all.add(done.future().mapEmpty());
        }
        return Future.all(all).mapEmpty();
    }

    /** Twice, since a script that Redis has forgotten is sent again. */
    private static void settle(RedisLink link, Promise<Response> done) {
        Promise<Response> sent = Promise.promise();
        link.send(Command.PING, Request.cmd(Command.PING), sent);
        sent.future().onComplete((pong, error) -> {
            if (error == null) {
                link.send(Command.PING, Request.cmd(Command.PING), done);
            } else {
                done.fail(error);
            }
        });
    }

    /** Runs a script for the shard that the key is in. */
    Future<Reply> run(Script script, String key, List<String> arguments) {
        Promise<Reply> promise = caller().promise();
        onLink(link -> link.run(script, key, arguments, promise));
        return promise.future();
    }

    /** Sends a plain command; null for a nil reply. */
    Future<@Nullable Response> send(Command command, Object... arguments) {
        Promise<Response> promise = caller().promise();
        onLink(link -> link.send(command, Request.cmd(command, arguments), promise));
        return promise.future();
    }

    /** Closes all connections; what waits fails. */
    Future<Void> close() {
        closed = true;
        List<Future<Void>> all = new ArrayList<>();
        for (RedisLink link : links.values()) {
            Promise<Void> done = Promise.promise();
            link.context().runOnContext(go -> {
                link.close();
                done.complete();
            });
            all.add(done.future());
        }
        return Future.join(all).mapEmpty();
    }

    /** A client with one connection. */
    Redis client() {
        return client("redis-" + clients.incrementAndGet(), settings.url(), settings.cluster());
    }

    /** A client with one connection that subscribes, to this very Redis, be it one of a cluster. */
    Redis subscriber(String url) {
        return client("redis-" + clients.incrementAndGet(), url, false);
    }

    /** A client with one connection to look by, before or beside the hub's own: its pool is counted by another name than theirs. */
    Redis probe() {
        return client("redis-probe", settings.url(), settings.cluster());
    }

    private Redis client(String pool, String url, boolean cluster) {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout((int) Math.min(2_000, settings.timeout().toMillis()))
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true);
        if (url.startsWith("rediss:")) {
            net.setHostnameVerificationAlgorithm("HTTPS");
        }
        return Redis.createClient(
                vertx,
                new RedisOptions()
                        .setType(cluster ? RedisClientType.CLUSTER : RedisClientType.STANDALONE)
                        .setConnectionString(url)
                        .setNetClientOptions(net)
                        .setPreferredProtocolVersion(ProtocolVersion.RESP2)
                        .setPoolName(pool)
                        .setMaxPoolSize(cluster ? 64 : 1)
                        .setMaxPoolWaiting(64)
                        .setMaxWaitingHandlers(settings.inFlight() + Script.values().length + 1));
    }

    private ContextInternal caller() {
        return vertx.getOrCreateContext();
    }

    private void onLink(Consumer<RedisLink> action) {
        EventLoop loop = caller().nettyEventLoop();
        RedisLink link = links.computeIfAbsent(loop, this::link);
        if (loop.inEventLoop()) {
            action.accept(link);
        } else {
            loop.execute(() -> action.accept(link));
        }
    }

    private RedisLink link(EventLoop loop) {
        RedisLink link = new RedisLink(
                vertx.contextBuilder()
                        .withThreadingModel(ThreadingModel.EVENT_LOOP)
                        .withEventLoop(loop)
                        .build(),
                this::client,
                settings,
                observer);
        if (closed) {
            link.close();
        }
        return link;
    }
}
