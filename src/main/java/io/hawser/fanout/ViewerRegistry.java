package io.hawser.fanout;

import io.hawser.bus.NodeViewers;
import io.hawser.bus.Viewers;
import io.hawser.bus.Viewers.Viewer;
import io.hawser.bus.Watching;
import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who watches which device, from what this node's loops and the other nodes tell of their users. Both are told a moment after it
 * changed, so that many who come at once are told of once: the loops of all, the other nodes of those who are here. Keeps only
 * devices that somebody here watches. On one context only.
 */
final class ViewerRegistry {
    /** How many people are named. */
    static final int NAMED = 20;

    /** How many people one node names to the others, so that who watches on both counts once. */
    static final int NAMED_TO_NODES = 200;

    static final Duration MOMENT = Duration.ofMillis(250);

    private static final Comparator<Viewer> BY_NAME = Comparator.comparing(Viewer::name)
            .thenComparing(viewer -> viewer.user().value());

    private final Loop loop;
    private final String node;
    private final Consumer<Viewers> told;
    private final Consumer<NodeViewers> toNodes;
    private final Map<DeviceId, Room> rooms = new HashMap<>();
    private final Map<String, Set<DeviceId>> byNode = new HashMap<>();
    private final Map<DeviceId, News> changed = new LinkedHashMap<>();

    /**
     * @param node this run of the node
     * @param told hears who watches a device
     * @param toNodes hears who does so here
     */
    ViewerRegistry(Loop loop, String node, Consumer<Viewers> told, Consumer<NodeViewers> toNodes) {
        this.loop = loop;
        this.node = node;
        this.told = told;
        this.toNodes = toNodes;
    }

    /** The first terminal of a user on some loop begins, or the last one ends. */
    void watching(Watching watching) {
        DeviceId device = watching.device();
        Room room = rooms.computeIfAbsent(device, any -> new Room());
        Seat seat = room.here.get(watching.user());
        int loops = (seat == null ? 0 : seat.loops()) + (watching.began() ? 1 : -1);
        if (loops > 0) {
            room.here.put(watching.user(), new Seat(watching.name(), loops));
        } else {
            room.here.remove(watching.user());
        }
        if (room.here.isEmpty()) {
            rooms.remove(device);
            room.there.keySet().forEach(other -> forget(other, device));
        }
        // A loop that begins has to hear who is there even if that is nobody new.
        if (watching.began() || loops <= 0) {
            tellLater(device, seat == null || loops <= 0 ? News.TO_ALL : News.HERE);
        }
    }

    /** Who watches on another node. */
    void elsewhere(NodeViewers viewers) {
        DeviceId device = viewers.device();
        Room room = rooms.get(device);
        if (room == null) {
            return;
        }
        if (viewers.users().isEmpty()) {
            room.there.remove(viewers.node());
            forget(viewers.node(), device);
        } else {
            room.there.put(viewers.node(), viewers);
            byNode.computeIfAbsent(viewers.node(), any -> new HashSet<>()).add(device);
        }
        tellLater(device, viewers.asks() ? News.TO_ALL : News.HERE);
    }

    /** What other nodes told of these devices may have been missed: they are asked. */
    void doubted(Set<DeviceId> devices) {
        devices.stream().filter(rooms::containsKey).forEach(device -> tellLater(device, News.ASKING));
    }

    /** Another node is gone, with all who watch there. */
    void gone(String other) {
        Set<DeviceId> devices = byNode.remove(other);
        if (devices != null) {
            for (DeviceId device : devices) {
                Room room = rooms.get(device);
                if (room != null && room.there.remove(other) != null) {
                    tellLater(device, News.HERE);
                }
            }
        }
    }

    private void forget(String other, DeviceId device) {
        byNode.computeIfPresent(other, (any, devices) -> {
            devices.remove(device);
            return devices.isEmpty() ? null : devices;
        });
    }

    private void tellLater(DeviceId device, News news) {
        if (changed.isEmpty()) {
            loop.after(MOMENT, this::tell);
        }
        changed.merge(device, news, News::or);
    }

    private void tell() {
        Map<DeviceId, News> now = Map.copyOf(changed);
        changed.clear();
        now.forEach((device, news) -> {
            Room room = rooms.get(device);
            if (news != News.HERE) {
                Collection<Viewer> here = room == null ? List.of() : room.here();
                toNodes.accept(new NodeViewers(
                        device, node, here.stream().limit(NAMED_TO_NODES).toList(), here.size(), news == News.ASKING));
            }
            if (room != null) {
                told.accept(room.all(device));
            }
        });
    }

    /** Whom something must be told, each beside those before. */
    private enum News {
        /** The loops of this node. */
        HERE,
        /** The other nodes as well. */
        TO_ALL,
        /** And they are to tell of theirs. */
        ASKING;

        News or(News other) {
            return compareTo(other) > 0 ? this : other;
        }
    }

    /** Who watches one device. */
    private static final class Room {
        private final Map<UserId, Seat> here = new HashMap<>(2);
        private final Map<String, NodeViewers> there = new HashMap<>(0);

        List<Viewer> here() {
            return here.entrySet().stream()
                    .map(seat -> new Viewer(seat.getKey(), seat.getValue().name()))
                    .toList();
        }

        Viewers all(DeviceId device) {
            Map<UserId, Viewer> all = new HashMap<>();
            int unnamed = 0;
            here().forEach(viewer -> all.put(viewer.user(), viewer));
            for (NodeViewers other : there.values()) {
                other.users().forEach(viewer -> all.putIfAbsent(viewer.user(), viewer));
                unnamed += other.count() - other.users().size();
            }
            List<Viewer> named =
                    all.values().stream().sorted(BY_NAME).limit(NAMED).toList();
            return new Viewers(device, named, all.size() + unnamed);
        }
    }

    /** A user's place, and on how many loops. */
    private record Seat(String name, int loops) {}
}
