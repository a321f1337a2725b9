package io.hawser.audit;

import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Who may read what of the audit: an administrator everything, everybody what they did and what concerns them, and what concerns a
 * device whoever may share it, which is checked by whoever calls. Where somebody came from is told to themselves and to
 * administrators. Safe for use by any thread.
 */
public final class AuditService {
    private final AuditStore store;

    public AuditService(AuditStore store) {
        this.store = store;
    }

    /** Newest first. Fails with {@code FORBIDDEN} when another person's entries are asked for. */
    public Future<Page<AuditStore.Seen>> list(User by, AuditStore.Filter filter, int limit, @Nullable String cursor) {
        if (by.role() == UserRole.ADMIN) {
            return store.list(filter, limit, cursor);
        }
        UserId person = filter.person();
        if (person != null && !person.equals(by.id())) {
            return Future.failedFuture(Failure.forbidden("Administrators only."));
        }
        if (filter.device() != null) {
            return store.list(filter, limit, cursor)
                    .map(page -> new Page<>(
                            page.items().stream()
                                    .map(seen -> by.id().equals(seen.entry().user()) ? seen : withoutAddress(seen))
                                    .toList(),
                            page.next()));
        }
        AuditStore.Filter own = new AuditStore.Filter(by.id(), null, filter.actions(), filter.from(), filter.to());
        return store.list(own, limit, cursor);
    }

    private static AuditStore.Seen withoutAddress(AuditStore.Seen seen) {
        return new AuditStore.Seen(seen.entry().from(null), seen.userName(), seen.deviceName());
    }
}
