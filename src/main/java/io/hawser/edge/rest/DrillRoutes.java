package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.Identifier;
import io.hawser.domain.Severity;
import io.hawser.domain.UserRole;
import io.hawser.drill.Drill;
import io.hawser.drill.DrillService;
import io.hawser.drill.DrillStore.Seen;
import io.hawser.drill.DrillStore.Spared;
import io.hawser.protocol.Words;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Faults for practice: for administrators. */
final class DrillRoutes {
    private static final int LONGEST_CODE = 64 - Fault.DRILL.length();

    private final Services hub;
    private final DrillService drills;

    DrillRoutes(Services hub) {
        this.hub = hub;
        drills = hub.repair().drills();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("drills", this::list);
        operations.put("startDrill", this::start);
        operations.put("drill", this::find);
        operations.put("endDrill", this::end);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        return administrator(
                call,
                () -> drills.list(
                                given.optionalText("device").map(DeviceId::new).orElse(null),
                                given.number("limit"),
                                given.optionalText("cursor").orElse(null))
                        .map(page -> Answer.ok(Resources.list(page, DrillRoutes::write))));
    }

    private Future<Answer> start(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        Arguments given = call.arguments();
        String code = given.field("code");
        if (!Identifier.matches(code) || code.length() > LONGEST_CODE || code.startsWith(Fault.DRILL)) {
            throw Failure.invalid("/code", "must be a fault's code of at most " + LONGEST_CODE + " characters");
        }
        Severity severity = given.optionalField("severity")
                .map(word -> Words.constant(Severity.class, word))
                .orElse(Severity.MAJOR);
        Duration lasts = Duration.ofMinutes(given.optionalNumber("minutes").orElse(30L));
        String note = given.optionalField("note").map(String::strip).orElse("");
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> administrator(
                        call,
                        () -> drills.start(device, code, severity, lasts, note, call.user(), call.actor())
                                .map(made -> Answer.created(
                                        RestMount.BASE + "/drills/"
                                                + made.drill().id(),
                                        Resources.one(made, DrillRoutes::write)))));
    }

    private Future<Answer> find(Call call) {
        return administrator(
                call,
                () -> drills.find(call.arguments().text("drill"))
                        .map(seen -> Answer.ok(Resources.one(seen, DrillRoutes::write))));
    }

    private Future<Answer> end(Call call) {
        return administrator(
                call,
                () -> drills.stop(call.arguments().text("drill"), call.actor())
                        .map(seen -> Answer.ok(Resources.one(seen, DrillRoutes::write))));
    }

    private static Future<Answer> administrator(Call call, Supplier<Future<Answer>> work) {
        return call.user().role() == UserRole.ADMIN
                ? work.get()
                : Future.failedFuture(Failure.forbidden("Drills are for administrators."));
    }

    private static void write(JsonGenerator out, Seen seen) throws IOException {
        Drill drill = seen.drill();
        out.writeStartObject();
        out.writeStringField("id", drill.id());
        out.writeObjectFieldStart("device");
        out.writeStringField("id", drill.device().value());
        out.writeStringField("name", seen.deviceName());
        out.writeEndObject();
        out.writeStringField("fault", drill.fault().value());
        out.writeStringField("code", drill.code());
        out.writeStringField("severity", Words.lower(drill.severity()));
        out.writeStringField("note", drill.note());
        if (drill.startedBy() != null) {
            out.writeObjectFieldStart("by");
            out.writeStringField("id", drill.startedBy().value());
            out.writeStringField("name", seen.starter());
            out.writeEndObject();
        }
        Resources.time(out, "started", drill.started());
        Resources.time(out, "until", drill.until());
        out.writeObjectFieldStart("took");
        took(out, "detect", drill.started(), drill.found());
        took(out, "notify", drill.started(), drill.told());
        took(out, "acknowledge", drill.started(), drill.acknowledged());
        took(out, "repair", drill.started(), drill.repaired());
        out.writeEndObject();
        if (drill.ended() != null && drill.outcome() != null) {
            Resources.time(out, "ended", drill.ended());
            out.writeStringField("outcome", Words.lower(drill.outcome()));
        }
        out.writeArrayFieldStart("spared");
        for (Spared one : seen.spared()) {
            out.writeStartObject();
            out.writeStringField("channel", one.channel());
            if (one.person() != null) {
                out.writeStringField("person", one.person());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** How long it took; null: it has not come to that. */
    private static void took(JsonGenerator out, String name, Instant from, @Nullable Instant to) throws IOException {
        if (to == null) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, Math.max(0, Duration.between(from, to).toMillis()));
        }
    }
}
