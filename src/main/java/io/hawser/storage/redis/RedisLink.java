package io.hawser.storage.redis;

import io.hawser.domain.Failure;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that an event loop holds, pipelined: requests are sent and answered in the order in which they were given.
 * While the first connection is being made they wait; while a broken one is being mended they fail at once. A request that
 * is not answered in time takes the connection with it, since nothing behind it will be answered either. All methods run on
 * the loop of the given context.
 */
final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final long SLOWEST_RETRY_MILLIS = 2_000;

    private final ContextInternal context;
    private final Supplier<Redis> clients;
    private final RedisSettings settings;
    private final CallObserver observer;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final RedisBulk bulk;
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private boolean connecting;
    private boolean lost;
    private boolean closed;
    private int attempts;
    private long watch = -1;

    RedisLink(ContextInternal context, Supplier<Redis> clients, RedisSettings settings, CallObserver observer) {
        this.observer = observer;
        this.context = context;
        this.clients = clients;
        this.settings = settings;
        bulk = new RedisBulk(this, settings.cluster());
    }

    ContextInternal context() {
        return context;
    }

    /** Runs a script for the shard that the key is in. */
    void run(Script script, String key, List<String> arguments, Promise<Reply> promise) {
        if (script.goesInBulk()) {
            bulk.add(script, key, arguments, promise);
        } else {
            bulk.flush();
            Promise<Response> sent = Promise.promise();
            script(script, List.of(key), arguments, sent);
            sent.future().map(Reply::new).onComplete(promise);
        }
    }

    /** Sends a command. */
    void send(Command command, Request request, Promise<Response> promise) {
        bulk.flush();
        send(command.toString().toLowerCase(Locale.ROOT), request, null, promise);
    }

    /** Sends a script by its hash, and by its text should Redis have forgotten it. */
    void script(Script script, List<String> keys, List<String> arguments, Promise<Response> promise) {
        send(
                script.word(),
                request(Command.EVALSHA, script.sha(), keys, arguments),
                () -> request(Command.EVAL, script.text(), keys, arguments),
                promise);
    }

    private static Request request(Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private void send(String call, Request request, @Nullable Supplier<Request> ifUnknown, Promise<Response> promise) {
        if (closed || (connection == null && !connecting && lost)) {
            promise.fail(Failure.unavailable("The live store is away."));
            return;
        }
        if (pending.size() >= settings.inFlight()) {
            promise.fail(Failure.unavailable("Too many requests wait for the live store."));
            return;
        }
        Pending entry = new Pending(call, request, ifUnknown, promise, System.nanoTime());
        pending.add(entry);
        if (watch < 0) {
            watch();
        }
        if (connection != null) {
            write(connection, entry);
        } else if (!connecting) {
            connect();
        }
    }

    /** Lets go of the connection; what waits fails. */
    void close() {
        closed = true;
        bulk.flush();
        drop();
        failAll();
    }

    private void write(RedisConnection to, Pending entry) {
        context.dispatch(() -> to.send(entry.request).onComplete((reply, error) -> {
            if (entry.done) {
                return;
            }
            if (error == null) {
                settle(entry, true);
                entry.promise.complete(reply);
            } else if (entry.ifUnknown != null && RedisErrors.is(error, "NOSCRIPT") && to == connection) {
                entry.request = entry.ifUnknown.get();
                entry.ifUnknown = null;
                pending.remove(entry);
                pending.add(entry);
                write(to, entry);
            } else {
                settle(entry, false);
                entry.promise.fail(RedisErrors.translated(error));
            }
        }));
    }

    private void settle(Pending entry, boolean answered) {
        ended(entry, answered);
        if (pending.peek() == entry) {
            pending.poll();
        } else {
            pending.remove(entry);
        }
    }

    private void connect() {
        connecting = true;
        context.runOnContext(ready -> {
            Redis fresh = clients.get();
            client = fresh;
            fresh.connect().onComplete((made, error) -> {
                if (client != fresh) {
                    fresh.close();
                    return;
                }
                connecting = false;
                if (made == null) {
                    broken(String.valueOf(error));
                } else {
                    connected(made);
                }
            });
        });
    }

    private void connected(RedisConnection made) {
        connection = made;
        made.exceptionHandler(error -> {
            if (connection == made) {
                broken(String.valueOf(error));
            }
        });
        made.endHandler(end -> {
            if (connection == made) {
                broken("the connection was closed");
            }
        });
        for (Script script : Script.values()) {
            made.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text()))
                    .onFailure(error -> {
                        if (connection == made && RedisErrors.isAnswer(error) && !RedisErrors.passes(error)) {
                            LOG.atWarn()
                                    .addKeyValue("script", script)
                                    .setCause(error)
                                    .log("Redis did not take a script");
                        }
                    });
        }
        if (lost) {
            LOG.atInfo().addKeyValue("redis", settings.shownUrl()).log("Redis is back");
        }
        lost = false;
        attempts = 0;
        for (Pending entry : pending.toArray(new Pending[0])) {
            write(made, entry);
        }
    }

    private void broken(String cause) {
        drop();
        failAll();
        if (closed) {
            return;
        }
        if (!lost) {
            lost = true;
            LOG.atWarn()
                    .addKeyValue("redis", settings.shownUrl())
                    .addKeyValue("cause", cause)
                    .log("Redis is away; trying again in the background");
        }
        long pause = Math.min(SLOWEST_RETRY_MILLIS, 50L << Math.min(attempts++, 6));
        context.setTimer(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1), id -> {
            if (!closed && connection == null && !connecting) {
                connect();
            }
        });
    }

    private void drop() {
        Redis old = client;
        client = null;
        connection = null;
        connecting = false;
        if (old != null) {
            old.close();
        }
    }

    private void failAll() {
        Pending entry = pending.poll();
        while (entry != null) {
            ended(entry, false);
            entry.promise.fail(Failure.unavailable("The live store is away."));
            entry = pending.poll();
        }
    }

    private void ended(Pending entry, boolean answered) {
        entry.done = true;
        observer.ended(entry.call, System.nanoTime() - entry.since, answered);
    }

    private void watch() {
        long step = Math.max(10, settings.timeout().toMillis() / 10);
        long begun = System.nanoTime();
        watch = context.setTimer(step, id -> {
            watch = -1;
            Pending oldest = pending.peek();
            if (oldest == null) {
                return;
            }
            long now = System.nanoTime();
            // Who comes late to this was paused, and the reply may be there unread: that says nothing of Redis.
            boolean paused = now - begun > TimeUnit.MILLISECONDS.toNanos(2 * step);
            if (!paused && now - oldest.since > settings.timeout().toNanos()) {
                broken("no reply for " + settings.timeout().toMillis() + " ms");
            } else {
                watch();
            }
        });
    }

    private static final class Pending {
        private final String call;
        private final Promise<Response> promise;
        private final long since;
        private Request request;
        private @Nullable Supplier<Request> ifUnknown;
        private boolean done;

        Pending(
                String call,
                Request request,
                @Nullable Supplier<Request> ifUnknown,
                Promise<Response> promise,
                long since) {
            this.call = call;
            this.request = request;
            this.ifUnknown = ifUnknown;
            this.promise = promise;
            this.since = since;
        }
    }
}
