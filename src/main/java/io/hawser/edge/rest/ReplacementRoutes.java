package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.device.Replacement;
import io.hawser.device.ReplacementService;
import io.hawser.device.ReplacementService.Made;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.TicketId;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.protocol.ActorJson;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Other hardware in a device's place. */
final class ReplacementRoutes {
    private final Services hub;
    private final ReplacementService replacements;

    ReplacementRoutes(Services hub) {
        this.hub = hub;
        replacements = hub.repair().replacements();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("replacements", this::list);
        operations.put("replaceHardware", this::replace);
        operations.put("undoReplacement", this::undo);
    }

    private Future<Answer> list(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        Arguments given = call.arguments();
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> replacements.of(device))
                .map(all -> Answer.ok(Resources.list(
                        Pages.part(
                                all,
                                Replacement::id,
                                given.number("limit"),
                                given.optionalText("cursor").orElse(null)),
                        this::write)));
    }

    private Future<Answer> replace(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        Arguments given = call.arguments();
        DeviceId hardware = given.optionalField("hardware").map(DeviceId::new).orElse(null);
        TicketId ticket = given.optionalField("ticket").map(TicketId::new).orElse(null);
        String reason = given.optionalField("reason").map(String::strip).orElse("");
        return hub.access()
                .require(call.user(), device, Need.MEND)
                .compose(may -> hardware == null ? Future.succeededFuture() : owned(call, hardware))
                .compose(may -> replacements.replace(device, hardware, ticket, reason, call.actor()))
                .map(made -> Answer.created(Resources.one(made, this::made)));
    }

    /** What somebody gives away must be theirs, by its claim code if by nothing else. */
    private Future<?> owned(Call call, DeviceId hardware) {
        Optional<String> code = call.arguments().optionalField("claimCode");
        Future<?> claimed = code.isPresent()
                ? hub.sharing().claim(call.user(), Via.REST, hardware, code.get())
                : Future.succeededFuture();
        return claimed.compose(done -> hub.access().require(call.user(), hardware, Need.OWN))
                .recover(cause -> Future.failedFuture(
                        cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND
                                ? Failure.invalid("/hardware", "must be a device of yours, or come with its claim code")
                                : cause));
    }

    private Future<Answer> undo(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.MEND)
                .compose(may ->
                        replacements.undo(device, call.arguments().text("replacement"), call.user(), call.actor()))
                .map(undone -> Answer.ok(Resources.one(undone, this::write)));
    }

    private void made(JsonGenerator out, Made made) throws IOException {
        out.writeStartObject();
        fields(out, made.replacement());
        if (made.secret() != null) {
            out.writeStringField("secret", made.secret());
        }
        out.writeEndObject();
    }

    private void write(JsonGenerator out, Replacement one) throws IOException {
        out.writeStartObject();
        fields(out, one);
        out.writeEndObject();
    }

    private void fields(JsonGenerator out, Replacement one) throws IOException {
        out.writeStringField("id", one.id());
        out.writeStringField("device", one.device().value());
        DeviceId hardware = one.hardware();
        if (hardware == null) {
            out.writeNullField("hardware");
        } else {
            out.writeObjectFieldStart("hardware");
            out.writeStringField("id", hardware.value());
            out.writeStringField("name", one.hardwareName());
            out.writeEndObject();
        }
        Resources.time(out, "at", one.at());
        out.writeFieldName("by");
        ActorJson.write(out, one.by());
        out.writeStringField("reason", one.reason());
        Resources.time(out, "until", one.until());
        out.writeBooleanField("undoable", one.isUndoable(hub.clock().instant()));
        @Nullable Instant undone = one.undone();
        if (undone != null) {
            Resources.time(out, "undone", undone);
            UserId who = one.undoneBy();
            if (who != null) {
                out.writeObjectFieldStart("undoneBy");
                out.writeStringField("id", who.value());
                out.writeStringField("name", one.undoneByName());
                out.writeEndObject();
            }
        }
    }
}
