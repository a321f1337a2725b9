package io.hawser.storage.redis;

import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.Words;
import io.hawser.session.Catchup;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a device at one moment, whole or from a cursor on: {@code catchup.lua}. */
final class RedisSnapshots {
    /** How many devices one script reads: it must not hold up the others for long. */
    private static final int READ_AT_ONCE = 50;

    private final RedisLinks redis;
    private final ColdDevices cold;

    RedisSnapshots(RedisLinks redis, ColdDevices cold) {
        this.redis = redis;
        this.cold = cold;
    }

    Future<Snapshot> snapshot(DeviceId device) {
        return read(device, null).map(reply -> snapshot(device, reply));
    }

    Future<List<Snapshot>> snapshots(Collection<DeviceId> devices) {
        Map<Integer, List<DeviceId>> shards = devices.stream().distinct().collect(Collectors.groupingBy(Shards::of));
        List<Future<List<Snapshot>>> all = new ArrayList<>();
        shards.values().forEach(of -> {
            for (int from = 0; from < of.size(); from += READ_AT_ONCE) {
                all.add(some(of.subList(from, Math.min(from + READ_AT_ONCE, of.size()))));
            }
        });
        return Future.all(all)
                .map(done ->
                        all.stream().flatMap(some -> some.result().stream()).toList());
    }

    /** Devices of one shard in one step; those that Redis does not know follow one by one. */
    private Future<List<Snapshot>> some(List<DeviceId> devices) {
        Args arguments = Args.at(Instant.EPOCH, redis);
        devices.forEach(device -> arguments.text(device.value()));
        return redis.run(Script.SNAPSHOTS, Shards.session(devices.get(0)), arguments.list())
                .compose(reply -> {
                    List<Future<Snapshot>> snapshots = new ArrayList<>();
                    for (int i = 0; i < devices.size(); i++) {
                        Reply row = reply.at(i);
                        snapshots.add(
                                row.is("COLD")
                                        ? snapshot(devices.get(i))
                                        : Future.succeededFuture(snapshot(devices.get(i), row)));
                    }
                    return Future.all(snapshots).map(done -> done.<Snapshot>list());
                });
    }

    Future<Catchup> catchUp(DeviceId device, @Nullable Cursor since) {
        return read(device, since).map(reply -> switch (reply.text(0)) {
            case "CURRENT" -> new Catchup.Current(new Cursor(reply.number(1), reply.number(2)));
            case "REPLAY" -> new Catchup.Replay(reply.list(1, entry -> Entries.logged(device, entry)));
            default -> new Catchup.Fresh(snapshot(device, reply));
        });
    }

    private Future<Reply> read(DeviceId device, @Nullable Cursor since) {
        List<String> arguments = Args.at(Instant.EPOCH, redis)
                .text(device.value())
                .number(since == null ? null : (Long) since.epoch())
                .number(since == null ? null : (Long) since.revision())
                .list();
        return cold.warm(device, () -> redis.run(Script.CATCHUP, Shards.session(device), arguments));
    }

    private static Snapshot snapshot(DeviceId device, Reply reply) {
        String wake = reply.textOrNull(7);
        Presence presence = new Presence(
                Words.constant(Presence.Status.class, reply.text(4)),
                Presence.Reason.valueOf(reply.text(5)),
                Instant.ofEpochMilli(reply.number(6)),
                wake == null ? null : Instant.ofEpochMilli(Long.parseLong(wake)),
                reply.number(10) == 0 ? null : Duration.ofMillis(reply.number(10)));
        return new Snapshot(
                device,
                reply.number(1),
                reply.number(2),
                reply.properties(8),
                reply.properties(9),
                reply.number(3),
                presence);
    }
}
