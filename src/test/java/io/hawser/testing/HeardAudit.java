package io.hawser.testing;

import io.hawser.audit.AuditStore;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Page;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An audit in memory. */
public final class HeardAudit implements AuditStore {
    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();

    @Override
    public Future<Void> add(AuditEntry entry) {
        entries.add(entry);
        return Future.succeededFuture();
    }

    /** The newest entries that concern the person or the device, whatever else is asked for. */
    @Override
    public Future<Page<Seen>> list(Filter filter, int limit, @Nullable String cursor) {
        List<Seen> found = entries.stream()
                .filter(entry -> filter.person() == null || filter.person().equals(entry.user()))
                .filter(entry -> filter.device() == null || filter.device().equals(entry.device()))
                .limit(limit)
                .map(entry -> new Seen(entry, null, null))
                .toList();
        return Future.succeededFuture(new Page<>(found, null));
    }

    public List<AuditEntry> entries() {
        return entries;
    }

    public List<AuditAction> actions() {
        return entries.stream().map(AuditEntry::action).toList();
    }
}
