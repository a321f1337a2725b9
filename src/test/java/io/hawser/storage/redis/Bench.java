package io.hawser.storage.redis;

import io.hawser.command.CommandStore;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.Command;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Json;
import io.hawser.domain.Secret;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionTerms;
import io.hawser.domain.Snapshot;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.session.DueStore;
import io.hawser.session.Hello;
import io.hawser.session.Opening;
import io.hawser.session.Reconnects;
import io.hawser.session.SessionStore;
import io.hawser.session.Uplink;
import io.hawser.session.Written;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the contract tests of the Redis stores share: stores on real Redis, a clock that only the test moves, hellos. */
final class Bench implements AutoCloseable {
    static final Duration HEARTBEAT = Duration.ofSeconds(30);
    /** After which a node that is not heard of is gone. */
    static final Duration SILENCE = Duration.ofSeconds(45);

    static final Duration TTL = Duration.ofMinutes(10);
    static final SessionTerms TERMS = new SessionTerms(HEARTBEAT, TTL, Duration.ZERO, 64 * 1024);
    static final Reconnects RECONNECTS = new Reconnects(1_000, Duration.ofMinutes(1));
    static final Actor ANA = new Actor.ByUser(new UserId("usr_1"), "Ana \"A\" Ångström", Via.PANEL);
    private static final AtomicInteger COUNTER = new AtomicInteger();

    final Vertx vertx = Vertx.vertx();
    final RedisStores stores;
    Instant now = Instant.ofEpochMilli(1_760_000_000_000L);

    Bench(TestRedis redis) {
        this(redis.settings(), ColdStart.none(), "n1");
    }

    Bench(RedisSettings settings, ColdStart kept, String node) {
        stores = await(RedisStores.connect(
                vertx, settings, kept, ((InstantSource) () -> now).withZone(ZoneOffset.UTC), node, CallObserver.NONE));
    }

    SessionStore sessions() {
        return stores.sessions();
    }

    CommandStore commands() {
        return stores.commands();
    }

    DueStore.Claimed claim() {
        return await(stores.deadlines().claim(now));
    }

    /** So much time passes in which this node looks at the others all the while; what was carried out in the last round. */
    DueStore.Claimed watch(Duration time) {
        DueStore.Claimed last = claim();
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            pass(Duration.ofSeconds(15));
            last = claim();
        }
        return last;
    }

    static CommandId command() {
        return new CommandId("cmd_" + COUNTER.incrementAndGet());
    }

    /** A command by Ana that may wait for 8 s. */
    CommandStore.Submission wish(DeviceId device) {
        return wish(device, null, "h", true, null);
    }

    CommandStore.Submission wish(
            DeviceId device, @Nullable String key, String bodyHash, boolean queue, @Nullable Long ifRevision) {
        return new CommandStore.Submission(
                command(),
                device,
                "set",
                new Json("{\"power\":\"off\"}"),
                ANA,
                "usr_1",
                key,
                bodyHash,
                Duration.ofSeconds(8),
                queue,
                ifRevision,
                null);
    }

    CommandStore.Submitted submit(CommandStore.Submission wish) {
        return await(commands().submit(wish, now));
    }

    Command find(DeviceId device, CommandId command) {
        return await(commands().find(device, command)).orElseThrow();
    }

    /** The statuses that the changes of commands tell, in order. */
    static List<CommandStatus> statuses(List<Change> changes) {
        return changes.stream()
                .filter(change -> change.entry() instanceof Entry.CommandEntry)
                .map(change -> ((Entry.CommandEntry) change.entry()).status())
                .toList();
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    static DeviceId device() {
        return new DeviceId("dev_" + COUNTER.incrementAndGet());
    }

    static String token(String text) {
        return Secret.hash(text);
    }

    /** A hello by the secret, at a node that is never heard of again. */
    Hello hello(DeviceId device, String boot, String next) {
        return hello(device, boot, next, "n1");
    }

    /** A hello by the secret, at that run of a node. */
    Hello hello(DeviceId device, String boot, String next, String node) {
        return new Hello(
                device, boot, "light", "1.0", null, true, session(), token(next), TERMS, RECONNECTS, "10.0.0.1", node);
    }

    /** A hello by a resume token alone. */
    Hello resume(DeviceId device, String boot, String presented, String next) {
        return new Hello(
                device,
                boot,
                null,
                null,
                token(presented),
                false,
                session(),
                token(next),
                TERMS,
                RECONNECTS,
                "10.0.0.2",
                "n2");
    }

    static SessionId session() {
        return new SessionId("ses_" + COUNTER.incrementAndGet());
    }

    Opening.Opened opened(Hello hello) {
        return (Opening.Opened) await(sessions().open(hello, now));
    }

    Opening.Refused refused(Hello hello) {
        return (Opening.Refused) await(sessions().open(hello, now));
    }

    Connection connect(DeviceId device) {
        return opened(hello(device, "boot", "t")).connection();
    }

    Written report(Connection connection, long seq, String... set) {
        return await(sessions().write(connection, state(seq, set), now));
    }

    Snapshot snapshot(DeviceId device) {
        return await(sessions().snapshot(device));
    }

    /** A report of names and JSON values in turn. */
    static Uplink.Report state(long seq, String... set) {
        return new Uplink.Report(seq, properties(set), List.of(), null, null);
    }

    static Map<String, Json> properties(String... set) {
        Map<String, Json> properties = new LinkedHashMap<>();
        for (int i = 0; i < set.length; i += 2) {
            properties.put(set[i], new Json(set[i + 1]));
        }
        return properties;
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no answer in 20 s", e);
        }
    }

    /** Why the future fails. */
    static Throwable failure(Future<?> future) {
        return await(future.<Throwable>transform(done -> Future.succeededFuture(
                done.failed() ? done.cause() : new AssertionError("succeeded with " + done.result()))));
    }

    @Override
    public void close() {
        await(stores.close());
        await(vertx.close());
    }
}
