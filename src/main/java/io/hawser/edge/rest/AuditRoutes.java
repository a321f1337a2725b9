package io.hawser.edge.rest;

import io.hawser.audit.AuditStore;
import io.hawser.domain.AuditAction;
import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who did what with accounts, credentials and rights; only to be read. */
final class AuditRoutes {
    private final Services hub;

    AuditRoutes(Services hub) {
        this.hub = hub;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("audit", this::list);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        Optional<DeviceId> device = given.optionalText("device").map(DeviceId::new);
        AuditStore.Filter filter = new AuditStore.Filter(
                given.optionalText("user").map(UserId::new).orElse(null),
                device.orElse(null),
                given.texts("actions").stream()
                        .map(word -> Words.constant(AuditAction.class, word))
                        .collect(Collectors.toUnmodifiableSet()),
                given.instant("from").orElse(null),
                given.instant("to").orElse(null));
        // Of a device that is no more an administrator still finds what was done with it.
        Future<?> allowed = device.isEmpty() || call.caller().isAdministrator()
                ? Future.succeededFuture()
                : hub.access().require(call.user(), device.get(), Need.SHARE);
        return allowed.compose(may -> hub.audit()
                        .list(
                                call.user(),
                                filter,
                                given.number("limit"),
                                given.optionalText("cursor").orElse(null)))
                .map(page -> Answer.ok(Resources.list(page, Resources::auditEntry)));
    }
}
