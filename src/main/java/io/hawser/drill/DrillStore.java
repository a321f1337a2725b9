package io.hawser.drill;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.Page;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where drills are kept. Failures: {@code UNAVAILABLE}. */
public interface DrillStore {
    /** Begins one. Fails with {@code NOT_FOUND} when there is no such device, and with {@code VERSION_CONFLICT} when one goes on there. */
    Future<Void> add(Drill drill, AuditEntry audit);

    /** Its fault is found: stores the first step, once however often it is told; whether it was news. */
    Future<Boolean> found(String drill, Fault.Step step, Instant now);

    Future<Optional<Seen>> find(String drill);

    /** Newest first; those of a device, or all. */
    Future<Page<Seen>> list(@Nullable DeviceId device, int limit, @Nullable String cursor);

    /** Those that go on though their time or their fault is over. */
    Future<List<Drill>> due(Instant now, int most);

    /**
     * It is over, once: what became of its fault by then is kept with it.
     *
     * @param outcome null: as its fault ended, and {@code OVER} where it has not
     */
    Future<Void> end(String drill, Instant now, Drill.@Nullable Outcome outcome, AuditEntry audit);

    /**
     * A drill with how things are called.
     *
     * @param spared messages that were made and sent to nobody
     */
    record Seen(Drill drill, String deviceName, @Nullable String starter, List<Spared> spared) {
        public Seen {
            spared = List.copyOf(spared);
        }
    }

    /** A message that would have been sent in earnest. */
    record Spared(String channel, @Nullable String person) {}
}
