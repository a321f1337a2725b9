package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.RuleId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One rule and where it stands, in memory: what is stored comes back as from a database. */
final class MemoryRules {
    final List<Firing> firings = new ArrayList<>();
    private final Running rule;
    private final Map<Known.Key, Watch> watches = new HashMap<>();

    MemoryRules(Running rule) {
        this.rule = rule;
    }

    void wait(Watch watch) {
        watches.put(Known.Key.of(watch), watch);
    }

    Future<Integer> change(Set<DeviceId> devices, Function<Known, Moves> fold) {
        Map<DeviceId, List<RuleId>> covered = new HashMap<>();
        devices.forEach(device -> covered.put(device, List.of(rule.id())));
        Known known = new Known(Map.of(rule.id(), rule), covered, Map.copyOf(watches));
        Moves first = fold.apply(known);
        Moves moves = first.isEmpty() ? first : fold.apply(known);
        moves.watches().forEach(watch -> watches.put(Known.Key.of(watch), kept(watch)));
        moves.dropped().forEach(watches::remove);
        firings.addAll(moves.firings());
        return Future.succeededFuture(moves.firings().size());
    }

    private static Watch kept(Watch watch) {
        return watch.with(Memory.of(watch.memory().json()));
    }

    List<Watch> due(Instant by) {
        return watches.values().stream()
                .filter(watch -> watch.due() != null && !watch.due().isAfter(by))
                .toList();
    }
}
