package io.hawser.storage.redis;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.session.ColdStart;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Devices that Redis does not know, be it new or emptied: they go on where the kept log ends. */
final class ColdDevices {
    private final RedisLinks redis;
    private final ColdStart kept;

    ColdDevices(RedisLinks redis, ColdStart kept) {
        this.redis = redis;
        this.kept = kept;
    }

    /** Runs a step; should it find the device unknown, takes the device in and runs the step once more. */
    Future<Reply> warm(DeviceId device, Supplier<Future<Reply>> step) {
        return step.get()
                .compose(reply ->
                        reply.is("COLD") ? seed(device).compose(seeded -> step.get()) : Future.succeededFuture(reply));
    }

    private Future<Reply> seed(DeviceId device) {
        return kept.last(device)
                .recover(error -> Future.failedFuture(
                        error instanceof Failure ? error : Failure.unavailable("The kept log is away.")))
                .compose(last -> redis.run(Script.SEED, Shards.session(device), arguments(device, last)));
    }

    private List<String> arguments(DeviceId device, Optional<Snapshot> last) {
        Snapshot snapshot =
                last.orElseGet(() -> new Snapshot(device, 0, 0, Map.of(), Map.of(), 0, Presence.never(Instant.EPOCH)));
        Presence presence = snapshot.presence();
        // Whatever it was, the session that made it so is no more.
        Presence.Reason reason =
                presence.status() == Presence.Status.OFFLINE ? presence.reason() : Presence.Reason.CLOSED;
        return Args.at(Instant.EPOCH, redis)
                .text(device.value())
                .number(snapshot.epoch())
                .number(snapshot.revision())
                .number(snapshot.desiredRevision())
                .text(reason.name())
                .time(presence.since())
                .properties(snapshot.state())
                .names(List.of())
                .properties(snapshot.desired())
                .list();
    }
}
