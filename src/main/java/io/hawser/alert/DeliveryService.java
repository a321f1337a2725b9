package io.hawser.alert;

import io.hawser.bus.Bus;
import io.hawser.bus.MessagesMade;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes out, for administrators. Failures: {@code UNAVAILABLE}. Safe for use by any thread. */
public final class DeliveryService {
    private final DeliveryStore store;
    private final Bus bus;
    private final Clock clock;

    public DeliveryService(DeliveryStore store, Bus bus, Clock clock) {
        this.store = store;
        this.bus = bus;
        this.clock = clock;
    }

    /** All messages, newest first. */
    public Future<Page<DeliveryStore.Listed>> list(
            DeliveryStore.@Nullable Status status, int limit, @Nullable String cursor) {
        return store.list(status, limit, cursor);
    }

    /** How they stand by channel. */
    public Future<Map<ChannelKind, DeliveryStore.Standing>> standing() {
        return store.standing(clock.instant());
    }

    /** One that was given up, or waits, is tried now; fails with {@code NOT_FOUND} when there is none. */
    public Future<Void> again(String id, Actor by) {
        Instant now = clock.instant();
        AuditEntry audit = AuditEntry.of(now, by, AuditAction.DELIVERY_RETRIED).with(Map.of("delivery", id));
        return store.again(id, now, audit).compose(there -> {
            if (!there) {
                return Future.failedFuture(Failure.notFound("message that is not sent"));
            }
            bus.publish(new MessagesMade());
            return Future.succeededFuture();
        });
    }
}
