package io.hawser.storage.redis;

import io.hawser.domain.Change;
import io.hawser.domain.Entry.ShareEntry;
import io.hawser.protocol.EntryJson;
import io.hawser.sharing.ShareChange;
import io.hawser.sharing.ShareLog;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Changes of shares in devices' logs: {@code share.lua}. */
final class RedisShareLog implements ShareLog {
    private final RedisLinks redis;
    private final ColdDevices cold;
    private final Wake wake;
    private final Clock clock;

    RedisShareLog(RedisLinks redis, ColdDevices cold, Wake wake, Clock clock) {
        this.redis = redis;
        this.cold = cold;
        this.wake = wake;
        this.clock = clock;
    }

    @Override
    public Future<Optional<Change>> append(ShareChange change) {
        ShareEntry entry = new ShareEntry(change.user(), change.name(), change.role());
        List<String> arguments = Args.at(clock.instant(), redis)
                .text(change.device().value())
                .time(change.at())
                .actor(change.by())
                .text(EntryJson.object(entry).text())
                .text(change.id())
                .list();
        return cold.warm(change.device(), () -> redis.run(Script.SHARE, Shards.session(change.device()), arguments))
                .map(reply -> {
                    List<Change> changes = wake.told(Entries.appended(reply.at(1)));
                    return changes.isEmpty() ? Optional.empty() : Optional.of(changes.get(0));
                });
    }
}
