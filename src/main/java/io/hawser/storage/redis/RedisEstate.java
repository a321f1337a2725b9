package io.hawser.storage.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisCluster;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What hubs have in a Redis, from beside them, for who backs it up or puts another in its place: a look at all keys at once, so never
 * for what runs often. Whoever connects closes.
 */
public final class RedisEstate {
    private static final List<String> PATTERNS = List.of("{s[0-9]*}:*", "{u[0-9]*}:*", "hawser:*");
    private static final int BATCH = 500;

    private final RedisSettings settings;
    private final Redis client;
    private final RedisConnection connection;

    private RedisEstate(RedisSettings settings, Redis client, RedisConnection connection) {
        this.settings = settings;
        this.client = client;
        this.connection = connection;
    }

    /** Fails with an {@link IllegalStateException} whose message says in one line, without the password, why Redis can't be used. */
    public static Future<RedisEstate> connect(Vertx vertx, RedisSettings settings) {
        Redis client = new RedisLinks(vertx, settings, CallObserver.NONE).probe();
        return client.connect()
                .map(connection -> new RedisEstate(settings, client, connection))
                .recover(error -> client.close()
                        .transform(closed -> Future.failedFuture(new IllegalStateException(
                                "Redis at " + settings.shownUrl() + " can't be used: " + error.getMessage()))));
    }

    /** Whether a hub that runs is connected. */
    public Future<Boolean> isInUse() {
        Request count = Request.cmd(Command.PUBSUB).arg("NUMSUB").arg(RedisChannels.nodes(settings));
        return everywhere(count)
                .map(replies -> replies.stream().anyMatch(reply -> reply.get(1).toLong() > 0));
    }

    /** The newest entry of each shard's outbox, by its shard; those that are empty are not there. */
    public Future<Map<Integer, String>> outboxEnds() {
        return outboxes(Command.XREVRANGE, "+", "-");
    }

    /** Whether all up to these entries have left the outboxes. */
    public Future<Boolean> isKept(Map<Integer, String> ends) {
        return outboxes(Command.XRANGE, "-", "+")
                .map(heads -> ends.entrySet().stream().noneMatch(end -> {
                    String head = heads.get(end.getKey());
                    return head != null && !later(head, end.getValue());
                }));
    }

    /**
     * An entry that could not be read and was set aside.
     *
     * @param fields names and values by turns
     */
    public record Aside(int shard, String id, List<String> fields) {
        public Aside {
            fields = List.copyOf(fields);
        }
    }

    /** All that was set aside. */
    public Future<List<Aside>> aside() {
        List<Future<List<Aside>>> shards = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int number = shard;
            shards.add(send(Request.cmd(Command.XRANGE)
                            .arg(Shards.refused(shard))
                            .arg("-")
                            .arg("+"))
                    .map(entries -> asides(number, entries)));
        }
        return Future.all(shards)
                .map(all -> shards.stream()
                        .flatMap(shard -> shard.result().stream())
                        .toList());
    }

    /** Sets these aside as they were. */
    public Future<Void> setAside(List<Aside> entries) {
        List<Future<?>> added = new ArrayList<>();
        for (Aside entry : entries) {
            Request add =
                    Request.cmd(Command.XADD).arg(Shards.refused(entry.shard())).arg(entry.id());
            entry.fields().forEach(add::arg);
            added.add(send(add));
        }
        return Future.all(added).mapEmpty();
    }

    /** How many keys are of a hub's devices and people. */
    public Future<Long> count() {
        return keys().map(keys -> keys.stream().filter(RedisEstate::isContent).count());
    }

    /** What nodes tell of themselves is nobody's loss. */
    private static boolean isContent(String key) {
        return key.startsWith("{") && !key.endsWith(":nodes");
    }

    /** Forgets all that is a hub's, and nothing else. */
    public Future<Void> clear() {
        return keys().compose(keys -> clear(keys, 0));
    }

    public Future<Void> close() {
        return connection.close().transform(closed -> client.close());
    }

    private Future<Void> clear(List<String> keys, int from) {
        if (from >= keys.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(from + BATCH, keys.size());
        // One by one: in a cluster they live in many slots.
        List<Future<Response>> gone = keys.subList(from, to).stream()
                .map(key -> send(Request.cmd(Command.UNLINK).arg(key)))
                .toList();
        return Future.all(gone).compose(done -> clear(keys, to));
    }

    private Future<List<String>> keys() {
        List<Future<List<Response>>> found = PATTERNS.stream()
                .map(pattern -> everywhere(Request.cmd(Command.KEYS).arg(pattern)))
                .toList();
        return Future.all(found).map(done -> {
            List<String> keys = new ArrayList<>();
            found.forEach(replies -> replies.result().forEach(reply -> reply.forEach(key -> keys.add(key.toString()))));
            return keys;
        });
    }

    private Future<Map<Integer, String>> outboxes(Command command, String from, String to) {
        List<Future<Response>> asked = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            asked.add(send(Request.cmd(command)
                    .arg(Shards.outbox(shard))
                    .arg(from)
                    .arg(to)
                    .arg("COUNT")
                    .arg(1)));
        }
        return Future.all(asked).map(done -> {
            Map<Integer, String> ids = new HashMap<>();
            for (int shard = 0; shard < asked.size(); shard++) {
                Response entries = asked.get(shard).result();
                if (entries != null && entries.size() > 0) {
                    ids.put(shard, entries.get(0).get(0).toString());
                }
            }
            return ids;
        });
    }

    private static List<Aside> asides(int shard, @Nullable Response entries) {
        List<Aside> found = new ArrayList<>();
        if (entries != null) {
            entries.forEach(entry -> {
                List<String> fields = new ArrayList<>();
                entry.get(1).forEach(field -> fields.add(field.toString()));
                found.add(new Aside(shard, entry.get(0).toString(), fields));
            });
        }
        return found;
    }

    /** Whether the one id of a stream comes after the other. */
    private static boolean later(String id, String than) {
        String[] one = id.split("-", 2);
        String[] other = than.split("-", 2);
        int byTime = Long.compareUnsigned(Long.parseUnsignedLong(one[0]), Long.parseUnsignedLong(other[0]));
        return byTime != 0
                ? byTime > 0
                : Long.compareUnsigned(Long.parseUnsignedLong(one[1]), Long.parseUnsignedLong(other[1])) > 0;
    }

    private Future<@Nullable Response> send(Request request) {
        return connection.send(request);
    }

    /** Asks the one server, or each of a cluster's. */
    private Future<List<Response>> everywhere(Request request) {
        return settings.cluster()
                ? RedisCluster.create(connection).onAllMasterNodes(request)
                : connection.send(request).map(List::of);
    }
}
