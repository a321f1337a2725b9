package io.hawser.sharing;

import io.hawser.bus.Bus;
import io.hawser.domain.DeviceId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Carries changes of shares from where they are stored into the logs of their devices, from where everybody hears of them. Several may carry
 * the same at once, on several nodes too: each goes through a device's changes in their order, and the log takes each change once. Safe for
 * use by any thread.
 */
public final class ShareCarrier {
    private static final int MOST = 200;

    private final ShareOutbox outbox;
    private final ShareLog log;
    private final Bus bus;

    public ShareCarrier(ShareOutbox outbox, ShareLog log, Bus bus) {
        this.outbox = outbox;
        this.log = log;
        this.bus = bus;
    }

    /** Carries what waits of one device; fails with {@code UNAVAILABLE} when something of it still waits. */
    Future<Void> carry(DeviceId device) {
        return outbox.waiting(device, MOST)
                .compose(this::carried)
                .compose(count -> count == MOST ? carry(device) : Future.succeededFuture());
    }

    /**
     * Carries the oldest of all devices. One that can't be carried holds up those of its own device and no others.
     *
     * @return whether there may be more; fails with {@code UNAVAILABLE} when one could not be carried
     */
    Future<Boolean> carry() {
        return outbox.waiting(MOST).compose(this::carried).map(count -> count == MOST);
    }

    private Future<Integer> carried(List<ShareChange> changes) {
        if (changes.isEmpty()) {
            return Future.succeededFuture(0);
        }
        Map<DeviceId, Future<Void>> newest = new LinkedHashMap<>();
        List<Future<ShareChange>> all = new ArrayList<>(changes.size());
        for (ShareChange change : changes) {
            Future<Void> appended = newest.getOrDefault(change.device(), Future.succeededFuture())
                    .compose(before -> log.append(change))
                    .map(entry -> {
                        entry.ifPresent(bus::publish);
                        return null;
                    });
            newest.put(change.device(), appended);
            all.add(appended.map(change));
        }
        return Future.join(all)
                .transform(ended -> outbox.remove(all.stream()
                                .filter(Future::succeeded)
                                .map(Future::result)
                                .toList())
                        .compose(removed -> ended.failed()
                                ? Future.failedFuture(ended.cause())
                                : Future.succeededFuture(changes.size())));
    }
}
