package io.hawser.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.condition.ValueTest;
import io.hawser.domain.Json;
import io.hawser.protocol.Fields;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.repair.Strategy.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a strategy as models and the hub have it:
 *
 * <pre>
 * restart: {within: 1m}
 * tries: 1
 * daily: 3
 * cooldown: 10m
 * probe: {report: {property: microphone, is: ok}, within: 2m}
 * soak: 2m
 * </pre>
 *
 * All that there may be is told in docs/repair.md.
 */
final class StrategyReader {
    private static final String RESTART = "restart";
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static final String FIRMWARE = "firmware";
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MOST_ACTIONS = 20;
    private static final int MOST_STEPS = 30;
    private static final int TEXT = 500;
    private static final List<String> LANGUAGES = List.of("en", "zh");

    private StrategyReader() {}

    /** The strategy of that text; null when something is wrong with it, which is noted in {@code errors}. */
    static @Nullable Strategy read(ObjectNode text, Fields errors) {
        Kind kind = kind(text, errors);
        if (kind == null) {
            return null;
        }
        String word = Words.lower(kind);
        String name = Objects.requireNonNullElse(errors.optionalId("name"), word);
        JsonNode part = text.get(word);
        if (kind != Kind.COMMANDS && kind != Kind.WAIT && !part.isObject() && !part.isBoolean() && !part.isTextual()) {
            errors.bad(word, "must be an object or true");
        }
        Fields inside = Fields.of(part instanceof ObjectNode object ? object : text.objectNode());
        List<Action> actions = actions(kind, part, inside, errors);
        List<Json> steps = kind.isManual() ? steps(part, errors, word) : List.of();
        Json title = words(part.path("title"), errors, word + "/title");
        errors.adopt(word, inside);
        String by = errors.optionalWord("by", List.of("hub", "hand"));
        Strategy.Limits limits = new Strategy.Limits(
                whole(errors, "tries", 1, 20, 1),
                whole(errors, "daily", 1, 100, 3),
                span(errors, "cooldown", Duration.ofMinutes(10)),
                span(errors, "after", Duration.ZERO),
                span(errors, "patience", HOUR));
        Probe probe = probe(kind, errors.object("probe"), errors);
        Duration soak = span(errors, "soak", Duration.ofMinutes(2));
        return errors.errors().isEmpty()
                ? new Strategy(name, kind, title, actions, "hand".equals(by), limits, probe, soak, steps)
                : null;
    }

    private static @Nullable Kind kind(ObjectNode text, Fields errors) {
        Kind found = null;
        for (Kind kind : Kind.values()) {
            if (text.has(Words.lower(kind))) {
                if (found != null) {
                    errors.bad(Words.lower(kind), "can't go with " + Words.lower(found));
                }
                found = kind;
            }
        }
        if (found == null) {
            errors.bad("", "must be restart, resend, resync, rollback, commands, wait, ticket or replace");
        }
        return found;
    }

    private static List<Action> actions(Kind kind, JsonNode part, Fields inside, Fields errors) {
        return switch (kind) {
            case RESTART -> List.of(new Action.Tell(RESTART, args(inside), span(inside, "within", MINUTE)));
            case RESYNC -> List.of(new Action.Desire(SHORT));
            case RESEND -> List.of(new Action.Offer(SHORT));
            case ROLLBACK -> rollback(part, inside);
            case WAIT -> List.of(new Action.Pause(errors.span("wait")));
            case COMMANDS -> commands(part, errors);
            case TICKET, REPLACE -> List.of();
        };
    }

    private static List<Action> rollback(JsonNode part, Fields inside) {
        if (part.has(FIRMWARE) || part.asText().equals(FIRMWARE)) {
            inside.bad(FIRMWARE, "is not kept by this hub: only what is wanted of a device is set back");
        }
        return List.of(new Action.Revert(span(inside, "within", DAY), SHORT));
    }

    private static List<Action> commands(JsonNode parts, Fields errors) {
        List<Action> actions = new ArrayList<>();
        if (!parts.isArray() || parts.isEmpty() || parts.size() > MOST_ACTIONS) {
            errors.bad("commands", "must be a list of 1 to " + MOST_ACTIONS + " commands and waits");
            return actions;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof ObjectNode part)) {
                errors.bad("commands/" + i, "must be an object");
                continue;
            }
            Fields fields = Fields.of(part);
            if (part.has("wait")) {
                actions.add(new Action.Pause(span(fields, "wait", Duration.ZERO)));
            } else {
                actions.add(new Action.Tell(fields.text("name", 64), args(fields), span(fields, "within", SHORT)));
            }
            errors.adopt("commands/" + i, fields);
        }
        return actions;
    }

    private static Probe probe(Kind kind, ObjectNode text, Fields errors) {
        Fields fields = Fields.of(text);
        Duration within = span(fields, "within", MINUTE);
        boolean asks = kind == Kind.RESEND || kind == Kind.ROLLBACK;
        Probe probe = asks && !text.has("online") ? new Probe.Follows(within) : new Probe.There(within);
        if (text.has("command")) {
            Fields command = Fields.of(fields.object("command"));
            probe = new Probe.Answers(command.text("name", 64), args(command), within);
            fields.adopt("command", command);
        } else if (text.has("report")) {
            ObjectNode report = fields.object("report");
            Fields test = Fields.of(report);
            probe = new Probe.Reports(ValueTest.read(test, report), within);
            fields.adopt("report", test);
        } else if (!text.isEmpty() && !text.has("online") && !(asks && text.has("within") && text.size() == 1)) {
            fields.bad("", "must be online, command or report");
        }
        errors.adopt("probe", fields);
        return probe;
    }

    private static Json args(Fields fields) {
        return fields.has("args") ? JsonText.json(fields.object("args")) : Json.EMPTY;
    }

    private static List<Json> steps(JsonNode manual, Fields errors, String word) {
        JsonNode parts = manual.path("steps");
        List<Json> steps = new ArrayList<>();
        if (parts.isMissingNode() || parts.isNull()) {
            return steps;
        }
        if (!parts.isArray() || parts.size() > MOST_STEPS) {
            errors.bad(word + "/steps", "must be a list of at most " + MOST_STEPS + " texts");
            return steps;
        }
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = parts.get(i);
            if (part.isTextual() && !part.asText().isBlank() && part.asText().length() <= TEXT) {
                steps.add(JsonText.json(part));
            } else {
                steps.add(words(part, errors, word + "/steps/" + i));
            }
        }
        return steps;
    }

    /** Texts by language. */
    private static Json words(JsonNode text, Fields errors, String path) {
        if (text.isMissingNode() || text.isNull()) {
            return Json.EMPTY;
        }
        boolean fits = text instanceof ObjectNode object
                && object.has(LANGUAGES.get(0))
                && object.properties().stream()
                        .allMatch(member -> LANGUAGES.contains(member.getKey())
                                && member.getValue().isTextual()
                                && member.getValue().asText().length() <= TEXT);
        if (!fits) {
            errors.bad(path, "must be texts by language: en, and zh beside it");
            return JsonText.json(JsonNodeFactory.instance.objectNode());
        }
        return JsonText.json(text);
    }

    private static int whole(Fields fields, String name, int least, int most, int usual) {
        Long number = fields.optionalWhole(name, least, most);
        return number == null ? usual : number.intValue();
    }

    private static Duration span(Fields fields, String name, Duration usual) {
        Duration span = Objects.requireNonNullElse(fields.optionalSpan(name), usual);
        if (span.compareTo(LONGEST) > 0) {
            fields.bad(name, "must be at most 30d");
            return usual;
        }
        return span;
    }
}
