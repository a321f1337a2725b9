package io.hawser.history;

import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.domain.Snapshot;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A history in memory that can be away, or take its time. */
final class FakeHistory implements HistoryStore {
    final List<Kept> kept = new ArrayList<>();
    boolean away;
    Runnable onKeep = () -> {};

    @Nullable Future<Void> gate;

    @Override
    public Future<Void> keep(List<Kept> entries) {
        onKeep.run();
        if (away) {
            return Future.failedFuture(Failure.unavailable("away"));
        }
        if (gate != null) {
            return gate.onSuccess(open -> kept.addAll(entries));
        }
        kept.addAll(entries);
        return Future.succeededFuture();
    }

    @Override
    public Future<Page<Change>> log(DeviceId device, LogFilter filter, int limit, @Nullable String cursor) {
        return Future.succeededFuture(new Page<>(List.of(), null));
    }

    @Override
    public Future<Page<Change>> log(List<DeviceId> devices, LogFilter filter, int limit, @Nullable String cursor) {
        return Future.succeededFuture(new Page<>(List.of(), null));
    }

    @Override
    public Future<List<DeviceId>> touched(Cause cause, List<Cause> led, int most) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Page<Change>> chain(
            Cause cause, List<Cause> led, List<DeviceId> devices, int limit, @Nullable String cursor) {
        return Future.succeededFuture(new Page<>(List.of(), null));
    }

    @Override
    public Future<Optional<Snapshot>> stateAt(DeviceId device, Instant at) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<List<Bucket>> series(DeviceId device, String property, Instant from, Instant to, int buckets) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Optional<Instant>> archivedBefore(Set<Kind> kinds) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Optional<Cursor>> last(DeviceId device) {
        return Future.succeededFuture(Optional.empty());
    }
}
