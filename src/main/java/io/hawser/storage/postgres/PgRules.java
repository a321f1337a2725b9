package io.hawser.storage.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.condition.Phase;
import io.hawser.domain.Cause;
import io.hawser.domain.CommandId;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FiringId;
import io.hawser.domain.Json;
import io.hawser.domain.RuleId;
import io.hawser.domain.UserId;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.rule.Fired.Branch;
import io.hawser.rule.Firing;
import io.hawser.rule.Firing.Act;
import io.hawser.rule.Firing.Link;
import io.hawser.rule.Firing.Outcome;
import io.hawser.rule.Memory;
import io.hawser.rule.Obstacle;
import io.hawser.rule.RuleRegister.Stop;
import io.hawser.rule.Running;
import io.hawser.rule.Watch;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules, where they stand and what set them off, as rows. */
final class PgRules {
    /** What is to be selected of a watch. */
    static final String WATCH =
            "SELECT rule, device, phase, since, due, epoch, revision, memory::text AS memory FROM rule_watches ";

    /** What is to be selected of a firing {@code f}. */
    static final String FIRING =
            "f.id AS firing, f.rule, f.version, f.at, f.branch, f.device, f.why::text AS why, f.parent,"
                    + " f.cause, f.chain::text AS chain, f.outcome, f.reason, f.acts::text AS acts";

    private PgRules() {}

    static Watch watch(Row row) {
        String device = row.getString("device");
        return new Watch(
                new RuleId(row.getString("rule")),
                device == null ? null : new DeviceId(device),
                Words.constant(Phase.class, row.getString("phase")),
                Columns.instant(row, "since"),
                Columns.optionalInstant(row, "due"),
                new Cursor(row.getLong("epoch"), row.getLong("revision")),
                Memory.of(json(row, "memory")));
    }

    /** @param prefix of the columns id, version, owner, model, text and home */
    static Running running(Row row, String prefix) {
        String owner = row.getString(prefix + "owner");
        return new Running(
                new RuleId(row.getString(prefix + "id")),
                row.getInteger(prefix + "version"),
                owner == null ? null : new UserId(owner),
                row.getString(prefix + "model"),
                json(row, prefix + "text"),
                PgLocations.location(row.getString(prefix + "home")));
    }

    static Firing firing(Row row) {
        String device = row.getString("device");
        String reason = row.getString("reason");
        return new Firing(
                new FiringId(row.getString("firing")),
                new RuleId(row.getString("rule")),
                row.getInteger("version"),
                Words.constant(Branch.class, row.getString("branch")),
                device == null ? null : new DeviceId(device),
                Columns.instant(row, "at"),
                json(row, "why"),
                cause(row.getString("cause")),
                cause(row.getString("parent")),
                Words.constant(Outcome.class, row.getString("outcome")),
                reason == null ? null : Obstacle.of(reason),
                chain(JsonText.own(JsonNul.json(row.getString("chain")))),
                acts(JsonText.own(JsonNul.json(row.getString("acts")))));
    }

    private static @Nullable Cause cause(@Nullable String text) {
        return text == null ? null : new Cause(text);
    }

    static Json json(Row row, String column) {
        return new Json(JsonNul.json(row.getString(column)));
    }

    static List<Link> chain(JsonNode in) {
        List<Link> chain = new ArrayList<>();
        in.forEach(link -> chain.add(new Link(
                new RuleId(link.path("rule").asText()),
                link.path("name").asText(),
                link.hasNonNull("device") ? new DeviceId(link.path("device").asText()) : null,
                new FiringId(link.path("firing").asText()))));
        return chain;
    }

    static ArrayNode chain(List<Link> chain) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        chain.forEach(link -> {
            ObjectNode one = out.addObject()
                    .put("rule", link.rule().value())
                    .put("name", link.name())
                    .put("firing", link.firing().value());
            DeviceId device = link.device();
            if (device != null) {
                one.put("device", device.value());
            }
        });
        return out;
    }

    private static List<Act> acts(JsonNode in) {
        List<Act> acts = new ArrayList<>();
        in.forEach(act -> acts.add(new Act(
                JsonText.json(act.path("what")),
                Words.constant(Outcome.class, act.path("outcome").asText()),
                act.has("command") ? new CommandId(act.path("command").asText()) : null,
                act.has("code") ? act.path("code").asText() : null,
                act.has("message") ? act.path("message").asText() : null,
                act.has("device") ? new DeviceId(act.path("device").asText()) : null)));
        return acts;
    }

    static String acts(List<Act> acts) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        acts.forEach(act -> {
            ObjectNode one = out.addObject().put("outcome", Words.lower(act.outcome()));
            one.set("what", JsonText.own(act.what().text()));
            put(one, "command", act.command());
            put(one, "code", act.code());
            put(one, "message", act.message());
            put(one, "device", act.device());
        });
        return JsonNul.kept(JsonText.json(out).text());
    }

    private static void put(ObjectNode out, String name, @Nullable Object value) {
        if (value != null) {
            out.put(name, value.toString());
        }
    }

    static String stop(Stop stop) {
        ObjectNode out = JsonNodeFactory.instance
                .objectNode()
                .put("why", stop.why().word())
                .put("since", stop.since().toEpochMilli());
        out.set("chain", chain(stop.chain()));
        return JsonNul.kept(JsonText.json(out).text());
    }

    static @Nullable Stop stop(@Nullable String text) {
        if (text == null) {
            return null;
        }
        JsonNode in = JsonText.own(JsonNul.json(text));
        return new Stop(
                Obstacle.of(in.path("why").asText()),
                Instant.ofEpochMilli(in.path("since").asLong()),
                chain(in.path("chain")));
    }
}
