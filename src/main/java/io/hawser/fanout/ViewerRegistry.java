package io.hawser.fanout;

import io.hawser.bus.Viewers;
import io.hawser.bus.Viewers.Viewer;
import io.hawser.bus.Watching;
import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who watches which device on this node, from what the loops tell of their users. Tells it a moment after it changed, so that many
 * who come at once are told of once. On one context only.
 */
final class ViewerRegistry {
    /** How many people are named. */
    static final int NAMED = 20;

    static final Duration MOMENT = Duration.ofMillis(250);

    private static final Comparator<Viewer> BY_NAME = Comparator.comparing(Viewer::name)
            .thenComparing(viewer -> viewer.user().value());

    private final Loop loop;
    private final Consumer<Viewers> told;
    private final Map<DeviceId, Map<UserId, Seat>> devices = new HashMap<>();
    private final Set<DeviceId> changed = new LinkedHashSet<>();

    ViewerRegistry(Loop loop, Consumer<Viewers> told) {
        this.loop = loop;
        this.told = told;
    }

    /** The first terminal of a user on some loop begins, or the last one ends. */
    void watching(Watching watching) {
        Map<UserId, Seat> seats = devices.computeIfAbsent(watching.device(), device -> new HashMap<>(2));
        Seat seat = seats.get(watching.user());
        int loops = (seat == null ? 0 : seat.loops()) + (watching.began() ? 1 : -1);
        if (loops > 0) {
            seats.put(watching.user(), new Seat(watching.name(), loops));
        } else {
            seats.remove(watching.user());
        }
        if (seats.isEmpty()) {
            devices.remove(watching.device());
        }
        // A loop that begins has to hear who is there even if that is nobody new.
        if (watching.began() || loops <= 0) {
            tellLater(watching.device());
        }
    }

    private void tellLater(DeviceId device) {
        if (changed.isEmpty()) {
            loop.after(MOMENT, this::tell);
        }
        changed.add(device);
    }

    private void tell() {
        List<DeviceId> now = List.copyOf(changed);
        changed.clear();
        for (DeviceId device : now) {
            Map<UserId, Seat> seats = devices.get(device);
            if (seats != null) {
                List<Viewer> named = seats.entrySet().stream()
                        .map(seat -> new Viewer(seat.getKey(), seat.getValue().name()))
                        .sorted(BY_NAME)
                        .limit(NAMED)
                        .toList();
                told.accept(new Viewers(device, named, seats.size()));
            }
        }
    }

    /** A user's place, and on how many loops. */
    private record Seat(String name, int loops) {}
}
