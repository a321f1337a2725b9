package io.hawser.alert;

import io.hawser.bus.Bus;
import io.hawser.bus.InboxChanged;
import io.hawser.domain.Page;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people are told in the panel. Failures: {@code UNAVAILABLE}. Safe for use by any thread. */
public final class InboxService {
    private final InboxStore store;
    private final Bus bus;

    public InboxService(InboxStore store, Bus bus) {
        this.store = store;
        this.bus = bus;
    }

    /** What a person was told, newest first. */
    public Future<Page<InboxStore.Line>> list(UserId person, boolean unread, int limit, @Nullable String cursor) {
        return store.list(person, unread, limit, cursor);
    }

    /** How much of it they have not read. */
    public Future<InboxStore.Glance> glance(UserId person) {
        return store.glance(person);
    }

    /** They have read these, or all when none is named. All their open panels hear of it. */
    public Future<Void> read(UserId person, List<String> alerts) {
        return store.read(person, alerts).map(any -> {
            if (any) {
                bus.publish(new InboxChanged(person));
            }
            return null;
        });
    }
}
