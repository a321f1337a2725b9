package io.hawser.audit;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may read what of the audit: an administrator everything, whoever may share a device what concerns it, and everybody what
 * they did and what concerns them. Where somebody came from is told to themselves and to administrators. Safe for use by any thread.
 */
public final class AuditService {
    private final AuditStore store;
    private final Function<DeviceRequest, Future<Void>> permission;

    /** @param permission fails with {@code NOT_FOUND} or {@code FORBIDDEN} for whoever may not share the device */
    public AuditService(AuditStore store, Function<DeviceRequest, Future<Void>> permission) {
        this.store = store;
        this.permission = permission;
    }

    /** Newest first. Fails with {@code FORBIDDEN} when another person's entries are asked for, or those of a device that the caller may not share. */
    public Future<Page<AuditStore.Seen>> list(User by, AuditStore.Filter filter, int limit, @Nullable String cursor) {
        if (by.role() == UserRole.ADMIN) {
            return store.list(filter, limit, cursor);
        }
        UserId person = filter.person();
        DeviceId device = filter.device();
        if (person != null && !person.equals(by.id())) {
            return Future.failedFuture(Failure.forbidden("Administrators only."));
        }
        if (device != null) {
            return permission
                    .apply(new DeviceRequest(by, device))
                    .compose(may -> store.list(filter, limit, cursor))
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

    /** Somebody asks for what concerns a device. */
    public record DeviceRequest(User by, DeviceId device) {}
}
