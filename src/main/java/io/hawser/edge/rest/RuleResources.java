package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.rule.Deed;
import io.hawser.rule.Fired;
import io.hawser.rule.Firing;
import io.hawser.rule.Firing.Act;
import io.hawser.rule.Firing.Link;
import io.hawser.rule.Obstacle;
import io.hawser.rule.RuleRegister.OfModel;
import io.hawser.rule.RuleRegister.Seen;
import io.hawser.rule.RuleRegister.Stop;
import io.hawser.rule.RuleService;
import io.hawser.rule.RuleService.Tried;
import io.hawser.rule.RuleService.View;
import io.hawser.rule.Target;
import io.hawser.rule.Trial;
import io.hawser.rule.Watch;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How rules, what set them off and what they would have done look in JSON. */
final class RuleResources {
    private RuleResources() {}

    /** One rule with where it stands. */
    static void rule(JsonGenerator out, View view) throws IOException {
        rule(out, view, true);
    }

    /** The same in a list. */
    static void listed(JsonGenerator out, View view) throws IOException {
        rule(out, view, false);
    }

    private static void rule(JsonGenerator out, View view, boolean whole) throws IOException {
        Seen rule = view.rule();
        ObjectNode text = (ObjectNode) JsonText.own(rule.text().text());
        SpaceId space = rule.space();
        text.put("enabled", rule.enabled());
        if (space != null) {
            text.put("space", space.value());
        }
        out.writeStartObject();
        out.writeStringField("id", rule.id().value());
        out.writeNumberField("version", rule.version());
        Resources.time(out, "changed", rule.changed());
        owner(out, rule);
        out.writeObjectFieldStart("may");
        out.writeBooleanField("change", view.mayChange());
        out.writeEndObject();
        for (Map.Entry<String, JsonNode> member : text.properties()) {
            raw(out, member.getKey(), JsonText.json(member.getValue()));
        }
        status(out, view, whole);
        out.writeEndObject();
    }

    /** One that comes with a device's model. */
    static void ofModel(JsonGenerator out, OfModel rule) throws IOException {
        ObjectNode text = (ObjectNode) JsonText.own(rule.text().text());
        text.put("enabled", rule.enabled());
        out.writeStartObject();
        out.writeStringField("id", rule.id().value());
        out.writeStringField("from", "model");
        for (Map.Entry<String, JsonNode> member : text.properties()) {
            raw(out, member.getKey(), JsonText.json(member.getValue()));
        }
        out.writeEndObject();
    }

    private static void owner(JsonGenerator out, Seen rule) throws IOException {
        UserId owner = rule.owner();
        if (owner == null) {
            out.writeNullField("owner");
            return;
        }
        out.writeObjectFieldStart("owner");
        out.writeStringField("id", owner.value());
        out.writeStringField("name", rule.ownerName() == null ? "" : rule.ownerName());
        out.writeEndObject();
    }

    private static void status(JsonGenerator out, View view, boolean whole) throws IOException {
        Seen rule = view.rule();
        Stop stop = rule.stop();
        out.writeObjectFieldStart("status");
        out.writeStringField("status", !rule.enabled() ? "off" : stop == null ? "on" : "stopped");
        out.writeStringField("reason", stop == null ? null : stop.why().word());
        time(out, "since", stop == null ? null : stop.since());
        chain(out, stop == null ? List.of() : stop.chain());
        time(out, "next", rule.next());
        out.writeNumberField("devices", rule.devices());
        if (whole) {
            out.writeArrayFieldStart("holding");
            for (Watch watch : view.holding()) {
                holding(out, watch);
            }
            out.writeEndArray();
        }
        last(out, rule.last());
        trouble(out, rule.last());
        out.writeEndObject();
    }

    private static void holding(JsonGenerator out, Watch watch) throws IOException {
        out.writeStartObject();
        device(out, watch.device());
        out.writeStringField("phase", Words.lower(watch.phase()));
        Resources.time(out, "since", watch.since());
        time(out, "due", watch.due());
        out.writeEndObject();
    }

    private static void last(JsonGenerator out, @Nullable Firing last) throws IOException {
        if (last == null) {
            out.writeNullField("last");
            return;
        }
        out.writeObjectFieldStart("last");
        out.writeStringField("firing", last.id().value());
        Resources.time(out, "at", last.at());
        out.writeStringField("branch", Words.lower(last.branch()));
        out.writeStringField("outcome", Words.lower(last.outcome()));
        out.writeEndObject();
    }

    /** Why the last firing did not do all that it should. */
    private static void trouble(JsonGenerator out, @Nullable Firing last) throws IOException {
        Optional<Act> undone = last == null ? Optional.empty() : last.undone();
        if (last == null || (undone.isEmpty() && last.outcome() != Firing.Outcome.DENIED)) {
            out.writeNullField("trouble");
            return;
        }
        out.writeObjectFieldStart("trouble");
        Resources.time(out, "at", last.at());
        out.writeStringField("firing", last.id().value());
        out.writeStringField("code", undone.map(Act::code).orElse("FORBIDDEN"));
        out.writeStringField(
                "message",
                undone.map(Act::message).orElse("The rule's owner may not see the device any more, or is disabled."));
        device(out, undone.map(Act::device).orElse(last.device()));
        out.writeEndObject();
    }

    /** One time that a rule was set off. */
    static void firing(JsonGenerator out, Firing firing) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", firing.id().value());
        out.writeStringField("rule", firing.rule().value());
        out.writeNumberField("version", firing.version());
        Resources.time(out, "at", firing.at());
        out.writeStringField("branch", Words.lower(firing.branch()));
        device(out, firing.device());
        raw(out, "why", firing.why());
        out.writeStringField(
                "cause", firing.cause() == null ? null : firing.cause().value());
        out.writeStringField("outcome", Words.lower(firing.outcome()));
        reason(out, firing.reason());
        chain(out, firing.reason() == Obstacle.LOOP ? firing.loop().orElse(List.of()) : List.of());
        out.writeArrayFieldStart("actions");
        for (Act act : firing.acts()) {
            act(out, act);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void act(JsonGenerator out, Act act) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, JsonNode> member :
                JsonText.own(act.what().text()).properties()) {
            raw(out, member.getKey(), JsonText.json(member.getValue()));
        }
        out.writeStringField("outcome", Words.lower(act.outcome()));
        if (act.command() != null) {
            out.writeStringField("command", act.command().value());
        }
        if (act.code() != null) {
            out.writeStringField("code", act.code());
            out.writeStringField("message", act.message());
        }
        out.writeEndObject();
    }

    /** What a rule would have done. */
    static void trial(JsonGenerator out, Trial trial) throws IOException {
        out.writeStartObject();
        told(out, trial);
        out.writeEndObject();
    }

    /** The same with the rule itself, which is kept nowhere. */
    static void tried(JsonGenerator out, Tried tried) throws IOException {
        out.writeStartObject();
        raw(out, "rule", tried.text());
        told(out, tried.trial());
        out.writeEndObject();
    }

    private static void told(JsonGenerator out, Trial trial) throws IOException {
        Resources.time(out, "from", trial.from());
        Resources.time(out, "to", trial.to());
        out.writeBooleanField("complete", trial.reason() == null);
        out.writeStringField("reason", trial.reason());
        out.writeNumberField("devices", trial.devices());
        out.writeNumberField("entries", trial.entries());
        out.writeArrayFieldStart("firings");
        for (Fired fired : trial.firings()) {
            fired(out, fired, trial);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("notes");
        if (trial.devices() == RuleService.MOST_TRIED) {
            out.writeString("Only the first " + RuleService.MOST_TRIED + " devices were looked at.");
        }
        out.writeEndArray();
    }

    private static void fired(JsonGenerator out, Fired fired, Trial trial) throws IOException {
        out.writeStartObject();
        Resources.time(out, "at", fired.at());
        out.writeStringField("branch", Words.lower(fired.branch()));
        device(out, fired.device());
        raw(out, "why", fired.seen());
        out.writeStringField("outcome", fired.kept() == null ? "fired" : "stopped");
        reason(out, fired.kept());
        if (fired.kept() == Obstacle.ONLY_IF) {
            out.writeNumberField("onlyIf", fired.guard());
        }
        out.writeArrayFieldStart("actions");
        if (fired.kept() == null) {
            List<Deed> deeds = fired.branch() == Fired.Branch.THEN
                    ? trial.says().then()
                    : trial.says().otherwise();
            for (Deed deed : deeds) {
                deed(out, deed, fired.device());
            }
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void deed(JsonGenerator out, Deed deed, @Nullable DeviceId same) throws IOException {
        out.writeStartObject();
        if (deed instanceof Deed.Tell tell) {
            out.writeStringField("action", "command");
            target(out, tell.target(), same);
            out.writeStringField("name", tell.name());
            raw(out, "args", tell.args());
        } else if (deed instanceof Deed.Want want) {
            out.writeStringField("action", "desired");
            target(out, want.target(), same);
            out.writeObjectFieldStart("desired");
            for (Map.Entry<String, Json> wish : want.set().entrySet()) {
                raw(out, wish.getKey(), wish.getValue());
            }
            for (String name : want.unset()) {
                out.writeNullField(name);
            }
            out.writeEndObject();
        } else if (deed instanceof Deed.Notify notify) {
            out.writeStringField("action", "notify");
            out.writeStringField("to", Words.lower(notify.to()));
            out.writeStringField("title", notify.title().get("en"));
        } else if (deed instanceof Deed.Raise raise) {
            out.writeStringField("action", "fault");
            device(out, same);
            out.writeStringField("fault", raise.code());
        }
        out.writeEndObject();
    }

    private static void target(JsonGenerator out, Target target, @Nullable DeviceId same) throws IOException {
        if (target instanceof Target.InSpace in) {
            out.writeStringField("space", in.space().value());
            if (in.model() != null) {
                out.writeStringField("model", in.model());
            }
        } else if (target instanceof Target.Named named && named.devices().size() > 1) {
            out.writeArrayFieldStart("devices");
            for (DeviceId device : named.devices()) {
                out.writeString(device.value());
            }
            out.writeEndArray();
        } else {
            device(out, target instanceof Target.Named named ? named.devices().get(0) : same);
        }
    }

    private static void chain(JsonGenerator out, List<Link> chain) throws IOException {
        out.writeArrayFieldStart("chain");
        for (Link link : chain) {
            out.writeStartObject();
            out.writeStringField("rule", link.rule().value());
            out.writeStringField("name", link.name());
            device(out, link.device());
            out.writeStringField("firing", link.firing().value());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void reason(JsonGenerator out, @Nullable Obstacle reason) throws IOException {
        out.writeStringField("reason", reason == null ? null : reason.word());
    }

    private static void device(JsonGenerator out, @Nullable DeviceId device) throws IOException {
        out.writeStringField("device", device == null ? null : device.value());
    }

    private static void time(JsonGenerator out, String name, @Nullable Instant at) throws IOException {
        if (at == null) {
            out.writeNullField(name);
        } else {
            Resources.time(out, name, at);
        }
    }

    private static void raw(JsonGenerator out, String name, Json value) throws IOException {
        out.writeFieldName(name);
        out.writeRawValue(value.text());
    }
}
