package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Maintenance;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserRole;
import io.hawser.fault.MaintenanceService;
import io.hawser.fault.MaintenanceStore.Seen;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When somebody works where, so that nobody is told of what fails meanwhile. */
final class MaintenanceRoutes {
    private final Services hub;
    private final MaintenanceService maintenance;

    MaintenanceRoutes(Services hub) {
        this.hub = hub;
        maintenance = hub.faults().maintenance();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("deviceMaintenance", this::ofDevice);
        operations.put("maintainDevice", this::maintainDevice);
        operations.put("spaceMaintenance", this::ofSpace);
        operations.put("maintainSpace", this::maintainSpace);
        operations.put("endMaintenance", this::end);
    }

    private Future<Answer> ofDevice(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        boolean all = call.user().role() == UserRole.ADMIN;
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> maintenance.of(device, call.user().id(), all))
                .map(found -> listed(call, found));
    }

    private Future<Answer> ofSpace(Call call) {
        return hub.access()
                .require(call.user(), space(call), Need.WATCH)
                .compose(may -> maintenance.of(space(call)))
                .map(found -> listed(call, found));
    }

    private static Answer listed(Call call, List<Seen> found) {
        Arguments given = call.arguments();
        return Answer.ok(Resources.list(
                Pages.part(
                        found,
                        seen -> seen.maintenance().id(),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null)),
                MaintenanceRoutes::write));
    }

    private Future<Answer> maintainDevice(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.MEND)
                .compose(may -> hub.devices().find(device))
                .compose(found -> added(call, device, null, found.name()));
    }

    private Future<Answer> maintainSpace(Call call) {
        return hub.access()
                .require(call.user(), space(call), Need.MEND)
                .compose(seen -> added(call, null, space(call), seen.space().name()));
    }

    private Future<Answer> added(Call call, @Nullable DeviceId device, @Nullable SpaceId space, String name) {
        Arguments given = call.arguments();
        String reason = given.field("reason").strip();
        if (reason.isEmpty()) {
            throw Failure.invalid("/reason", "must not be empty");
        }
        return maintenance
                .add(
                        device,
                        space,
                        name,
                        given.optionalNumber("starts")
                                .map(Instant::ofEpochMilli)
                                .orElse(null),
                        Instant.ofEpochMilli(given.optionalNumber("ends").orElse(0L)),
                        reason,
                        call.user(),
                        call.actor())
                .map(made -> Answer.created(Resources.one(made, MaintenanceRoutes::write)));
    }

    private Future<Answer> end(Call call) {
        return maintenance
                .find(call.arguments().text("maintenance"))
                .compose(found ->
                        mayMend(call, found.maintenance()).compose(may -> maintenance.end(found, call.actor())))
                .map(done -> Answer.nothing());
    }

    private Future<?> mayMend(Call call, Maintenance of) {
        DeviceId device = of.device();
        SpaceId space = of.space();
        Future<?> may = device != null
                ? hub.access().require(call.user(), device, Need.MEND)
                : space != null
                        ? hub.access().require(call.user(), space, Need.MEND)
                        : Future.failedFuture(Failure.notFound("maintenance"));
        return may.recover(cause -> Future.failedFuture(
                cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND
                        ? Failure.notFound("maintenance")
                        : cause));
    }

    private static SpaceId space(Call call) {
        return new SpaceId(call.arguments().text("space"));
    }

    private static void write(JsonGenerator out, Seen seen) throws IOException {
        Maintenance of = seen.maintenance();
        DeviceId device = of.device();
        out.writeStartObject();
        out.writeStringField("id", of.id());
        out.writeObjectFieldStart(device == null ? "space" : "device");
        out.writeStringField("id", device == null ? String.valueOf(of.space()) : device.value());
        out.writeStringField("name", seen.name());
        out.writeEndObject();
        Resources.time(out, "starts", of.starts());
        Resources.time(out, "ends", of.ends());
        out.writeStringField("reason", of.reason());
        if (of.madeBy() != null) {
            out.writeObjectFieldStart("by");
            out.writeStringField("id", of.madeBy().value());
            out.writeStringField("name", seen.madeBy());
            out.writeEndObject();
        }
        Resources.time(out, "made", of.made());
        out.writeEndObject();
    }
}
