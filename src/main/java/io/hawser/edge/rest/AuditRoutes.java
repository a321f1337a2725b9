package io.hawser.edge.rest;

import io.hawser.audit.AuditService;
import io.hawser.audit.AuditStore;
import io.hawser.domain.AuditAction;
import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.util.Map;
import java.util.stream.Collectors;

/** Who did what with accounts, credentials and rights; only to be read. */
final class AuditRoutes {
    private final AuditService audit;

    AuditRoutes(AuditService audit) {
        this.audit = audit;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("audit", this::list);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        AuditStore.Filter filter = new AuditStore.Filter(
                given.optionalText("user").map(UserId::new).orElse(null),
                given.optionalText("device").map(DeviceId::new).orElse(null),
                given.texts("actions").stream()
                        .map(word -> Words.constant(AuditAction.class, word))
                        .collect(Collectors.toUnmodifiableSet()),
                given.instant("from").orElse(null),
                given.instant("to").orElse(null));
        return audit.list(
                        call.user(),
                        filter,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, Resources::auditEntry)));
    }
}
