package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.fault.FaultStore;
import io.hawser.fault.FaultStore.Seen;
import io.hawser.fault.FaultStore.Stepped;
import io.hawser.fault.Handbook;
import io.hawser.fault.Handling;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.Words;
import io.hawser.sharing.Need;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Faults as JSON, each with the fields that the contract's schema of the same name has. For one answer. */
final class FaultResources {
    private static final Map<String, Need> ACTS = Map.of("acknowledge", Need.ACKNOWLEDGE, "mend", Need.MEND);

    private final Handbook handbook;
    /** Many faults of one list have the same words. */
    private final Map<List<@Nullable Object>, Handling> texts = new HashMap<>();

    FaultResources(Handbook handbook) {
        this.handbook = handbook;
    }

    void fault(JsonGenerator out, Seen seen) throws IOException {
        out.writeStartObject();
        fields(out, seen);
        out.writeEndObject();
    }

    /** With its steps, of which the newest come first, and what the caller may do. */
    void whole(JsonGenerator out, Seen seen, Predicate<Need> may, boolean muted, List<Stepped> steps)
            throws IOException {
        out.writeStartObject();
        fields(out, seen);
        out.writeBooleanField("muted", muted);
        out.writeArrayFieldStart("may");
        for (String act : ACTS.keySet().stream().sorted().toList()) {
            if (may.test(ACTS.get(act))) {
                out.writeString(act);
            }
        }
        out.writeEndArray();
        out.writeArrayFieldStart("steps");
        for (Stepped step : steps) {
            step(out, step);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void fields(JsonGenerator out, Seen seen) throws IOException {
        Fault fault = seen.fault();
        out.writeStringField("id", fault.id().value());
        of(out, seen);
        out.writeStringField("code", fault.code());
        out.writeStringField("severity", Words.lower(fault.severity()));
        out.writeStringField("status", Words.lower(fault.status()));
        Resources.time(out, "opened", fault.opened());
        Resources.time(out, "changed", fault.changed());
        time(out, "resolved", fault.resolved());
        out.writeNumberField("recurrences", fault.recurrences());
        out.writeNumberField("step", fault.step());
        Resources.raw(out, "data", fault.data());
        acknowledged(out, seen);
        time(out, "snoozedUntil", fault.snoozedUntil());
        time(out, "maintainedUntil", seen.maintained());
        FaultId site = fault.site();
        if (site != null) {
            out.writeStringField("site", site.value());
        }
        out.writeBooleanField("drill", fault.drill());
        out.writeStringField("cause", fault.cause().value());
        texts(out, seen);
    }

    private static void of(JsonGenerator out, Seen seen) throws IOException {
        DeviceId device = seen.fault().device();
        SpaceId space = seen.fault().space();
        out.writeObjectFieldStart(device == null ? "space" : "device");
        out.writeStringField("id", device == null ? String.valueOf(space) : device.value());
        out.writeStringField("name", seen.name());
        if (device != null) {
            out.writeStringField("model", seen.model());
        }
        out.writeEndObject();
        if (device == null) {
            out.writeObjectFieldStart("carries");
            out.writeNumberField("faults", seen.carries().faults());
            out.writeNumberField("unresolved", seen.carries().unresolved());
            out.writeEndObject();
        }
    }

    private static void acknowledged(JsonGenerator out, Seen seen) throws IOException {
        Instant at = seen.fault().acknowledgedAt();
        if (at != null) {
            UserId user = seen.fault().acknowledgedBy();
            out.writeObjectFieldStart("acknowledged");
            Resources.time(out, "at", at);
            if (user != null) {
                out.writeObjectFieldStart("by");
                out.writeStringField("id", user.value());
                out.writeStringField("name", seen.acknowledgedBy());
                out.writeEndObject();
            }
            out.writeEndObject();
        }
    }

    private void texts(JsonGenerator out, Seen seen) throws IOException {
        Json override = seen.override();
        Handling handling = Handbook.isOfRule(seen.fault())
                ? handbook.of(seen)
                : texts.computeIfAbsent(
                        Arrays.asList(seen.fault().code(), seen.fault().severity(), seen.model(), override),
                        none -> handbook.of(seen));
        out.writeObjectFieldStart("texts");
        text(out, "title", handling.title());
        text(out, "means", handling.means());
        text(out, "advice", handling.advice());
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, String name, Map<String, String> text) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, String> said : new TreeMap<>(text).entrySet()) {
            out.writeStringField(said.getKey(), said.getValue());
        }
        out.writeEndObject();
    }

    static void step(JsonGenerator out, Stepped step) throws IOException {
        out.writeStartObject();
        out.writeNumberField("step", step.step());
        out.writeStringField("act", Words.lower(step.act()));
        Resources.time(out, "at", step.at());
        out.writeStringField("status", Words.lower(step.status()));
        out.writeStringField("severity", Words.lower(step.severity()));
        out.writeFieldName("by");
        ActorJson.write(out, step.by());
        Resources.raw(out, "detail", step.detail());
        out.writeEndObject();
    }

    /** {@code counts}: how many are unresolved of each severity, and how many faults of spaces carry. */
    void counts(JsonGenerator out, FaultStore.Counts counts) throws IOException {
        Map<Severity, Integer> alone = new HashMap<>();
        counts.alone().forEach(count -> alone.put(count.severity(), count.faults()));
        out.writeObjectFieldStart("counts");
        for (Severity severity : Severity.values()) {
            out.writeNumberField(Words.lower(severity), alone.getOrDefault(severity, 0));
        }
        out.writeNumberField("carried", counts.carried());
        out.writeEndObject();
    }

    private static void time(JsonGenerator out, String name, @Nullable Instant time) throws IOException {
        if (time != null) {
            Resources.time(out, name, time);
        }
    }
}
