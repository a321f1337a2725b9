package io.hawser.edge.rest;

import io.hawser.domain.Role;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.protocol.Words;
import io.hawser.sharing.SharingService;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;

/** Grants on a device; the service decides who may. */
final class ShareRoutes {
    private final SharingService sharing;

    ShareRoutes(SharingService sharing) {
        this.sharing = sharing;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("shares", this::list);
        operations.put("share", this::grant);
        operations.put("unshare", this::revoke);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        return sharing.list(
                        call.user(),
                        DeviceRoutes.device(call),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, Resources::share)));
    }

    private Future<Answer> grant(Call call) {
        Arguments given = call.arguments();
        return sharing.grant(
                        call.user(),
                        Via.REST,
                        DeviceRoutes.device(call),
                        given.field("login"),
                        Words.constant(Role.class, given.field("role")),
                        given.optionalNumber("expires")
                                .map(Instant::ofEpochMilli)
                                .orElse(null))
                .map(share -> Answer.created(Resources.one(share, Resources::share)));
    }

    private Future<Answer> revoke(Call call) {
        UserId user = new UserId(call.arguments().text("user"));
        return sharing.revoke(call.user(), Via.REST, DeviceRoutes.device(call), user)
                .map(done -> Answer.nothing());
    }
}
