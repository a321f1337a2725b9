package io.hawser.fanout;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.session.Catchup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One device's log and state as a store keeps them; reads take a while and sometimes fail. */
final class FakeLog {
    private final DeviceId device;
    private final Loop loop;
    private final Random random;
    private final int kept;
    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Json> state = new HashMap<>();
    private final Map<String, Json> desired = new HashMap<>();
    private Presence presence = Presence.never(Instant.EPOCH);
    private long epoch = 1;

    /** @param kept how many entries can still be replayed */
    FakeLog(DeviceId device, Loop loop, Random random, int kept) {
        this.device = device;
        this.loop = loop;
        this.random = random;
        this.kept = kept;
    }

    Change append(Entry entry) {
        Change change = new Change(
                device, epoch, changes.size() + 1L, Instant.ofEpochMilli(1), new Actor.ByDevice(device), entry);
        changes.add(change);
        if (entry instanceof StateEntry report) {
            report.unset().forEach(state::remove);
            state.putAll(report.set());
            report.desiredUnset().forEach(desired::remove);
            desired.putAll(report.desiredSet());
        } else if (entry instanceof PresenceEntry seen) {
            presence = new Presence(seen.status(), seen.reason(), change.at(), seen.wake());
        }
        return change;
    }

    void nextEpoch() {
        epoch++;
    }

    List<Change> changes() {
        return changes;
    }

    Snapshot snapshot() {
        Cursor end = end();
        return new Snapshot(device, end.epoch(), end.revision(), state, desired, 0, presence);
    }

    Cursor end() {
        return changes.isEmpty()
                ? new Cursor(0, 0)
                : changes.get(changes.size() - 1).cursor();
    }

    /** What the store would answer now. */
    Catchup catchUp(@Nullable Cursor since) {
        if (since == null || since.revision() > changes.size() || since.revision() < changes.size() - kept) {
            return new Catchup.Fresh(snapshot());
        }
        boolean proven = since.revision() == 0
                || Optional.of(changes.get((int) since.revision() - 1).cursor())
                        .filter(since::equals)
                        .isPresent();
        if (!proven) {
            return new Catchup.Fresh(snapshot());
        }
        List<Change> after = changes.subList((int) since.revision(), changes.size());
        return after.isEmpty() ? new Catchup.Current(since) : new Catchup.Replay(after);
    }

    Future<Catchup> read(@Nullable Cursor since) {
        Promise<Catchup> answer = Promise.promise();
        loop.after(Duration.ofMillis(random.nextInt(5)), () -> {
            Catchup read = catchUp(since);
            boolean fails = random.nextInt(20) == 0;
            loop.after(Duration.ofMillis(random.nextInt(5)), () -> {
                if (fails) {
                    answer.fail(Failure.unavailable("away"));
                } else {
                    answer.complete(read);
                }
            });
        });
        return answer.future();
    }
}
