package io.hawser.edge.rest;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** What is watched of a device. */
final class CheckRoutes {
    private final Services hub;

    CheckRoutes(Services hub) {
        this.hub = hub;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("deviceChecks", this::list);
        operations.put("setDeviceCheck", this::set);
        operations.put("removeDeviceCheck", this::takeBack);
    }

    private Future<Answer> list(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> hub.checks().of(device))
                .map(CheckRoutes::answer);
    }

    private Future<Answer> set(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.CONFIGURE)
                .compose(may ->
                        hub.checks().set(device, check(call), call.arguments().body(), call.actor()))
                .map(CheckRoutes::answer);
    }

    private Future<Answer> takeBack(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.CONFIGURE)
                .compose(may -> hub.checks().takeBack(device, check(call), call.actor()))
                .map(done -> Answer.nothing());
    }

    private static String check(Call call) {
        return call.arguments().text("check");
    }

    private static Answer answer(List<Json> checks) {
        return Answer.ok(Resources.list(new Page<>(checks, null), (out, check) -> out.writeRawValue(check.text())));
    }
}
