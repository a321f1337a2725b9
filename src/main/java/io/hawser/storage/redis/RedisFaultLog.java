package io.hawser.storage.redis;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Fault;
import io.hawser.fault.FaultLog;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Steps of faults in devices' logs: {@code fault.lua}. */
final class RedisFaultLog implements FaultLog {
    private final RedisLinks redis;
    private final ColdDevices cold;
    private final Wake wake;
    private final Clock clock;

    RedisFaultLog(RedisLinks redis, ColdDevices cold, Wake wake, Clock clock) {
        this.redis = redis;
        this.cold = cold;
        this.wake = wake;
        this.clock = clock;
    }

    @Override
    public Future<Optional<Change>> append(Fault.Step step) {
        Fault fault = step.fault();
        DeviceId device = fault.device();
        if (device == null) {
            return Future.succeededFuture(Optional.empty());
        }
        FaultEntry entry = new FaultEntry(
                fault.id().value(),
                fault.code(),
                Words.lower(fault.severity()),
                Words.lower(fault.status()),
                step.detail());
        Args arguments = Args.at(clock.instant(), redis)
                .text(device.value())
                .time(step.at())
                .actor(step.by())
                .text(EntryJson.object(entry).text())
                .text(fault.cause().value())
                .text(fault.id().value())
                .number(fault.step())
                .text(fault.code())
                .flag(fault.isResolved());
        return cold.warm(device, () -> redis.run(Script.FAULT, Shards.session(device), arguments.list()))
                .map(reply -> {
                    List<Change> changes = wake.told(Entries.appended(reply.at(1)));
                    return changes.isEmpty() ? Optional.empty() : Optional.of(changes.get(0));
                });
    }
}
