package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.history.HistoryStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether what has to be so for a rule to act was so at a moment, by what is kept of the devices' logs. */
final class Surroundings {
    private final HistoryStore history;

    Surroundings(HistoryStore history) {
        this.history = history;
    }

    /** The first guard that does not hold, or {@link Answers#YES}; for those that the moment alone decides. */
    static int failing(List<Guard> guards, Instant at) {
        return failing(guards, at, device -> null);
    }

    /** The same for any. Fails with {@code UNAVAILABLE}. */
    Future<Integer> failing(List<Guard> guards, @Nullable DeviceId own, Instant at) {
        Map<DeviceId, Snapshot> states = new HashMap<>();
        Future<Void> read = Future.succeededFuture();
        for (Guard guard : guards) {
            DeviceId device = guard instanceof Guard.OfDevice of ? device(of, own) : null;
            if (device != null) {
                read = read.compose(before -> states.containsKey(device)
                        ? Future.succeededFuture()
                        : history.stateAt(device, at).map(found -> {
                            states.put(device, found.orElseGet(() -> unknown(device)));
                            return null;
                        }));
            }
        }
        return read.map(done -> failing(guards, at, of -> states.get(device(of, own))));
    }

    /** What a rule has to know of a device at a moment. Fails with {@code UNAVAILABLE}. */
    Future<Memory> beginning(Sentence says, Question asked) {
        DeviceId device = asked.device();
        return device == null
                ? Future.succeededFuture(Memory.NONE)
                : history.stateAt(device, asked.at())
                        .map(found -> found.map(then -> Beginning.memory(says, then, asked.at()))
                                .orElse(Memory.NONE));
    }

    private static int failing(List<Guard> guards, Instant at, States states) {
        for (int i = 0; i < guards.size(); i++) {
            Guard guard = guards.get(i);
            boolean holds = false;
            if (guard instanceof Guard.OfTime of) {
                holds = of.holds(at);
            } else if (guard instanceof Guard.OfDevice of) {
                Snapshot then = states.of(of);
                holds = then != null && of.holds(then);
            }
            if (!holds) {
                return i;
            }
        }
        return Answers.YES;
    }

    private static @Nullable DeviceId device(Guard.OfDevice guard, @Nullable DeviceId own) {
        return guard.device() == null ? own : guard.device();
    }

    private static Snapshot unknown(DeviceId device) {
        return new Snapshot(device, 0, 0, Map.of(), Map.of(), 0, Presence.never(Instant.EPOCH));
    }

    @FunctionalInterface
    private interface States {
        @Nullable Snapshot of(Guard.OfDevice guard);
    }
}
