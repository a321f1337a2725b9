package io.hawser.storage.redis;

import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Script calls of one turn of a loop, which travel to Redis together: as one script, since evaluating its text costs more than one
 * call, and in one write each way. In a cluster only calls of the same shard can. On the loop of its link.
 */
final class RedisBulk {
    /** Redis answers nobody else while it runs a script. */
    private static final int MOST_CALLS = 64;

    private static final int MOST_ARGUMENTS = 4_000;

    private final RedisLink link;
    private final boolean sharded;
    private final Map<String, List<Call>> groups = new LinkedHashMap<>();
    private int calls;
    private int arguments;
    private boolean ending;

    /** @param sharded whether a script may only touch one shard */
    RedisBulk(RedisLink link, boolean sharded) {
        this.link = link;
        this.sharded = sharded;
    }

    /** Runs a script that {@linkplain Script#goesInBulk() goes in bulk}, after all that were given before. */
    void add(Script script, String key, List<String> given, Promise<Reply> promise) {
        if (calls >= MOST_CALLS || arguments + given.size() > MOST_ARGUMENTS) {
            flush();
        }
        String group = sharded ? key.substring(0, key.indexOf('}')) : "";
        groups.computeIfAbsent(group, none -> new ArrayList<>()).add(new Call(script, key, given, promise));
        calls++;
        arguments += given.size();
        if (!ending) {
            ending = true;
            link.context().nettyEventLoop().execute(this::end);
        }
    }

    /** How many calls have not been sent. */
    int size() {
        return calls;
    }

    /** Sends what waits. */
    void flush() {
        if (calls > 0) {
            List<List<Call>> all = List.copyOf(groups.values());
            groups.clear();
            calls = 0;
            arguments = 0;
            all.forEach(this::send);
        }
    }

    private void end() {
        ending = false;
        flush();
    }

    private void send(List<Call> group) {
        Promise<Response> sent = Promise.promise();
        if (group.size() == 1) {
            Call only = group.get(0);
            link.script(only.script, List.of(only.key), only.arguments, sent);
            sent.future().map(Reply::new).onComplete(only.promise);
            return;
        }
        List<String> keys = new ArrayList<>(group.size());
        List<String> all = new ArrayList<>();
        for (Call call : group) {
            keys.add(call.key);
            all.add(call.script.word());
            all.add(Integer.toString(call.arguments.size()));
            all.addAll(call.arguments);
        }
        link.script(Script.BULK, keys, all, sent);
        sent.future().onComplete((reply, error) -> {
            for (int i = 0; i < group.size(); i++) {
                Promise<Reply> promise = group.get(i).promise;
                if (reply == null) {
                    promise.fail(error);
                } else {
                    settle(promise, new Reply(reply.get(i)));
                }
            }
        });
    }

    private static void settle(Promise<Reply> promise, Reply reply) {
        if (reply.flag(0)) {
            promise.complete(reply.at(1));
        } else {
            promise.fail(RedisErrors.told(reply.text(1)));
        }
    }

    private record Call(Script script, String key, List<String> arguments, Promise<Reply> promise) {}
}
