package io.hawser.storage.redis;

import io.hawser.bus.Downlink;
import io.hawser.bus.Downlink.DesiredOffer;
import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Entry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionTerms;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.Budget;
import io.hawser.domain.SessionView.Counts;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.Words;
import io.hawser.session.Carried;
import io.hawser.session.Catchup;
import io.hawser.session.Closing;
import io.hawser.session.Connection;
import io.hawser.session.Hello;
import io.hawser.session.Opening;
import io.hawser.session.SessionStore;
import io.hawser.session.Uplink;
import io.hawser.session.Wish;
import io.hawser.session.Written;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Device sessions in Redis, each write one script. Opening, writing and reading have classes of their own. */
final class RedisSessionStore implements SessionStore {
    /** How many connections one keep-alive script moves: it must not hold up the others for long. */
    private static final int KEPT_AT_ONCE = 200;

    private final RedisLinks redis;
    private final ColdDevices cold;
    private final Wake wake;
    private final RedisOpenings openings;
    private final RedisWrites writes;
    private final RedisSnapshots snapshots;
    private final RedisWaiting waiting;

    RedisSessionStore(RedisLinks redis, ColdDevices cold, Wake wake) {
        this.redis = redis;
        this.cold = cold;
        this.wake = wake;
        openings = new RedisOpenings(redis, cold, wake);
        writes = new RedisWrites(redis, wake);
        snapshots = new RedisSnapshots(redis, cold);
        waiting = new RedisWaiting(redis);
    }

    @Override
    public Future<Opening> open(Hello hello, Instant now) {
        return openings.open(hello, now);
    }

    @Override
    public Future<Written> write(Connection connection, Uplink uplink, Instant now) {
        return writes.write(connection, uplink, now);
    }

    @Override
    public Future<List<Change>> close(Connection connection, Carried carried, Closing closing, Instant now) {
        writes.over(connection);
        Args arguments = of(connection, now);
        if (closing instanceof Closing.Lost lost) {
            arguments
                    .text("dormant")
                    .text(lost.reason().name())
                    .text("")
                    .text("")
                    .millis(lost.silence());
        } else if (closing instanceof Closing.Asleep asleep) {
            arguments
                    .text("asleep")
                    .text("SLEEP")
                    .text("")
                    .millis(asleep.wake())
                    .number(0);
        } else if (closing instanceof Closing.Over over) {
            arguments
                    .text("ended")
                    .text(reason(over.reason()).name())
                    .text(over.reason().name())
                    .text("")
                    .number(0);
        }
        boolean abrupt = closing instanceof Closing.Lost lost && lost.abrupt();
        arguments.number(carried.received()).number(carried.sent()).flag(abrupt);
        return run(Script.CLOSE, connection.device(), arguments).map(reply -> wake.told(Entries.appended(reply)));
    }

    @Override
    public Future<List<Downlink>> waiting(Collection<Connection> connections) {
        return waiting.of(connections);
    }

    @Override
    public Future<Void> carried(Map<Connection, Carried> carried) {
        Map<Integer, Args> shards = new TreeMap<>();
        carried.forEach((connection, bytes) -> shards.computeIfAbsent(
                        Shards.of(connection.device()), shard -> Args.at(Instant.EPOCH, redis))
                .connection(connection)
                .number(bytes.received())
                .number(bytes.sent()));
        List<Future<Reply>> all = new ArrayList<>();
        shards.forEach((shard, arguments) -> all.add(redis.run(Script.CARRIED, Shards.due(shard), arguments.list())));
        return Future.all(all).mapEmpty();
    }

    @Override
    public Future<Void> confirm(Connection connection) {
        return run(Script.CONFIRM, connection.device(), of(connection, Instant.EPOCH))
                .mapEmpty();
    }

    @Override
    public Future<KeptAlive> keepAlive(Collection<Connection> connections, Instant now) {
        Map<Integer, List<Connection>> shards = connections.stream()
                .collect(Collectors.groupingBy(
                        connection -> Shards.of(connection.device()), TreeMap::new, Collectors.toList()));
        List<Future<KeptAlive>> all = new ArrayList<>();
        shards.forEach((shard, of) -> {
            for (int from = 0; from < of.size(); from += KEPT_AT_ONCE) {
                List<Connection> part = of.subList(from, Math.min(from + KEPT_AT_ONCE, of.size()));
                Args arguments = Args.at(now, redis);
                part.forEach(connection -> arguments.connection(connection));
                all.add(redis.run(Script.KEEPALIVE, Shards.due(shard), arguments.list())
                        .map(reply -> keptAlive(part, reply)));
            }
        });
        return Future.all(all)
                .map(done -> new KeptAlive(
                        all(all, KeptAlive::changes), all(all, KeptAlive::superseded), all(all, KeptAlive::forgotten)));
    }

    private KeptAlive keptAlive(List<Connection> told, Reply reply) {
        List<Reply> stale = reply.list(1, row -> row);
        return new KeptAlive(
                wake.told(Entries.appended(reply.at(0))), stale(told, stale, false), stale(told, stale, true));
    }

    private static List<Connection> stale(List<Connection> told, List<Reply> rows, boolean forgotten) {
        return rows.stream()
                .filter(row -> row.flag(1) == forgotten)
                .map(row -> told.get((int) row.number(0)))
                .toList();
    }

    private static <T> List<T> all(List<Future<KeptAlive>> parts, Function<KeptAlive, List<T>> of) {
        return parts.stream().flatMap(part -> of.apply(part.result()).stream()).toList();
    }

    @Override
    public Future<DesiredChange> desire(
            DeviceId device, Map<String, Json> set, List<String> unset, @Nullable Long ifMatch, Actor by, Instant now) {
        return wish(new Wish(device, set, unset, ifMatch, by, null, null), now).map(Optional::orElseThrow);
    }

    @Override
    public Future<Optional<DesiredChange>> wish(Wish wish, Instant now) {
        DeviceId device = wish.device();
        Cause cause = wish.cause();
        List<String> arguments = Args.at(now, redis)
                .text(device.value())
                .number(wish.ifMatch())
                .actor(wish.by())
                .number(redis.settings().stateBytes())
                .text(wish.key())
                .text(cause == null ? null : cause.value())
                .properties(wish.set())
                .names(wish.unset().stream()
                        .filter(name -> !wish.set().containsKey(name))
                        .distinct()
                        .toList())
                .list();
        return cold.warm(device, () -> redis.run(Script.DESIRE, Shards.session(device), arguments))
                .map(reply -> reply.is("KNOWN") ? Optional.empty() : Optional.of(desired(device, reply)));
    }

    @Override
    public Future<Optional<Downlink>> wanted(DeviceId device) {
        List<String> arguments =
                Args.at(Instant.EPOCH, redis).text(device.value()).list();
        return redis.run(Script.OFFER, Shards.session(device), arguments)
                .map(reply -> reply.is("AWAY")
                        ? Optional.empty()
                        : Optional.of(new Downlink(
                                device,
                                reply.number(1),
                                reply.number(2),
                                new DesiredOffer(reply.number(3), reply.properties(4), List.of()))));
    }

    private DesiredChange desired(DeviceId device, Reply reply) {
        if (reply.is("PRECONDITION")) {
            throw Failure.of(
                    ErrorCode.PRECONDITION_FAILED, "The device is at revision " + reply.text(1) + " meanwhile.");
        }
        if (reply.is("FULL")) {
            throw Failure.of(ErrorCode.SESSION_FULL, "What is wanted would exceed " + reply.number(1) + " bytes.");
        }
        Change change = wake.told(Entries.appended(reply.at(6))).get(0);
        Map<String, Json> set = reply.properties(1);
        List<String> unset = reply.texts(2);
        boolean told = reply.textOrNull(4) != null && !(set.isEmpty() && unset.isEmpty());
        Downlink delta = told
                ? new Downlink(
                        device, reply.number(4), reply.number(5), new DesiredOffer(change.revision(), set, unset))
                : null;
        return new DesiredChange(change, reply.properties(3), delta);
    }

    @Override
    public Future<List<Change>> end(
            DeviceId device, @Nullable String session, EndReason reason, Actor by, Instant now) {
        Args arguments = Args.at(now, redis)
                .text(device.value())
                .text(session)
                .text(reason.name())
                .text(reason(reason).name())
                .actor(by);
        return run(Script.END, device, arguments).map(reply -> wake.told(Entries.appended(reply)));
    }

    @Override
    public Future<Change> append(DeviceId device, Actor by, Entry entry, Instant now) {
        Args arguments = Args.at(now, redis)
                .text(device.value())
                .text(Words.lower(entry.kind()))
                .actor(by)
                .text(EntryJson.object(entry).text());
        return cold.warm(device, () -> run(Script.APPEND, device, arguments))
                .map(reply -> wake.told(Entries.appended(reply.at(1))).get(0));
    }

    @Override
    public Future<Snapshot> snapshot(DeviceId device) {
        return snapshots.snapshot(device);
    }

    @Override
    public Future<List<Snapshot>> snapshots(Collection<DeviceId> devices) {
        return snapshots.snapshots(devices);
    }

    @Override
    public Future<Catchup> catchUp(DeviceId device, @Nullable Cursor since) {
        return snapshots.catchUp(device, since);
    }

    @Override
    public Future<Optional<SessionView>> session(DeviceId device) {
        Args arguments = Args.at(Instant.EPOCH, redis)
                .text(device.value())
                .number(redis.settings().stateBytes());
        return run(Script.SESSION, device, arguments)
                .map(reply -> reply.size() == 0 ? Optional.empty() : Optional.of(view(device, reply)));
    }

    @Override
    public Future<Optional<DeviceId>> deviceOf(String session) {
        List<Future<@Nullable Response>> asked = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> redis.send(Command.HGET, Shards.sessions(shard), session))
                .toList();
        return Future.all(asked)
                .map(done -> asked.stream()
                        .map(Future::result)
                        .filter(found -> found != null)
                        .map(found -> new DeviceId(found.toString()))
                        .findFirst());
    }

    @Override
    public Future<Void> forget(DeviceId device) {
        return run(Script.FORGET, device, Args.at(Instant.EPOCH, redis).text(device.value()))
                .mapEmpty();
    }

    private Future<Reply> run(Script script, DeviceId device, Args arguments) {
        return redis.run(script, Shards.session(device), arguments.list());
    }

    private Args of(Connection connection, Instant now) {
        return Args.at(now, redis).connection(connection);
    }

    private SessionView view(DeviceId device, Reply reply) {
        String ended = reply.textOrNull(2);
        String cleanup = reply.textOrNull(25);
        String client = (reply.text(7) + " " + reply.text(8)).strip();
        return new SessionView(
                new SessionId(reply.text(0)),
                SessionKind.DEVICE,
                device,
                null,
                Words.constant(SessionState.class, reply.text(1)),
                ended == null ? null : EndReason.valueOf(ended),
                Instant.ofEpochMilli(reply.number(3)),
                Instant.ofEpochMilli(reply.number(4)),
                Instant.ofEpochMilli(reply.number(5)),
                reply.textOrNull(6),
                client.isEmpty() ? null : client,
                reply.textOrNull(9),
                new Counts(reply.number(10), reply.number(11), reply.number(12), reply.number(13), reply.number(14)),
                new Budget(
                        new SessionTerms(
                                Duration.ofMillis(reply.number(15)),
                                Duration.ofMillis(reply.number(16)),
                                Duration.ofMillis(reply.number(17)),
                                (int) reply.number(18)),
                        reply.number(19),
                        reply.flag(20),
                        reply.number(21),
                        reply.number(22),
                        reply.number(23),
                        redis.settings().logEntries(),
                        reply.number(24),
                        cleanup == null ? null : Instant.ofEpochMilli(Long.parseLong(cleanup))));
    }

    /** How a session's end shows in the device's presence. */
    private static Presence.Reason reason(EndReason reason) {
        return switch (reason) {
            case BYE -> Presence.Reason.BYE;
            case EXPIRED -> Presence.Reason.EXPIRED;
            case TOKEN_REPLAY -> Presence.Reason.TOKEN_REPLAY;
            case CREDENTIALS_CHANGED -> Presence.Reason.CREDENTIALS_CHANGED;
            case DEVICE_REMOVED -> Presence.Reason.DEVICE_REMOVED;
            case SUPERSEDED -> Presence.Reason.CLOSED;
            case REVOKED, LOGOUT, USER_DISABLED -> Presence.Reason.REVOKED;
        };
    }
}
