package io.hawser.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.condition.ValueTest;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.protocol.DeviceMessage;
import io.hawser.protocol.Fields;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a check as models and overrides have it:
 *
 * <pre>
 * code: TEMPERATURE.HIGH
 * severity: major
 * when: {property: temperature, above: 30}
 * for: 5m
 * clear: {when: {property: temperature, below: 28}, for: 1m}
 * title: {en: Too warm, zh: 过热}
 * </pre>
 *
 * What {@code when} may be is told in docs/checks.md.
 */
final class CheckReader {
    static final List<String> TEXTS = List.of("title", "means", "advice");

    private static final Set<String> MEMBERS =
            Set.of("code", "severity", "enabled", "when", "for", "clear", "title", "means", "advice");
    private static final Set<String> CLEAR = Set.of("when", "for");
    private static final Set<String> TESTS = Set.of("above", "below", "is", "not", "outside");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");
    private static final Duration CALM = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MOST_TESTS = 8;
    private static final int MOST_TEXT = 1000;

    private CheckReader() {}

    /** The check of that text; what is wrong with it is noted in {@code errors} under their names. */
    static @Nullable Check read(String id, ObjectNode text, Fields errors) {
        only(text, MEMBERS, errors, "is no part of a check");
        String code = errors.id("code");
        String severity = errors.optionalWord("severity", DeviceMessage.SEVERITIES);
        if (errors.has("enabled") && !text.get("enabled").isBoolean()) {
            errors.bad("enabled", "must be true or false");
        }
        Condition condition = when(errors.object("when"), errors, "when");
        Duration hold = Objects.requireNonNullElse(span(errors, "for"), Duration.ZERO);
        ObjectNode clearing = errors.object("clear");
        Fields clear = Fields.of(clearing);
        only(clearing, CLEAR, clear, "is neither when nor for");
        Condition end = clearing.has("when") ? when(clear.object("when"), clear, "when") : null;
        if (end instanceof Inquiry) {
            clear.bad(
                    "when",
                    "must be a condition that an entry tells by itself: property, all, any, absent, present or told");
        }
        Duration calm =
                Objects.requireNonNullElse(span(clear, "for"), condition instanceof Inquiry ? Duration.ZERO : CALM);
        errors.adopt("clear", clear);
        if (condition instanceof Inquiry && !hold.isZero()) {
            errors.bad("for", "is a part of this condition itself");
        }
        Json texts = texts(text, errors);
        if (condition == null || !errors.errors().isEmpty()) {
            return null;
        }
        Severity how = severity == null ? Severity.MINOR : Words.constant(Severity.class, severity);
        return new Check(id, code, how, condition, hold, end, calm, texts);
    }

    private static void only(ObjectNode text, Set<String> names, Fields errors, String words) {
        text.properties().stream()
                .filter(member -> !names.contains(member.getKey()))
                .forEach(member -> errors.bad(
                        member.getKey().replace("~", "~0").replace("/", "~1"),
                        words + "; there are "
                                + String.join(", ", names.stream().sorted().toList())));
    }

    private static @Nullable Duration span(Fields fields, String name) {
        Duration span = fields.optionalSpan(name);
        if (span != null && span.compareTo(LONGEST) > 0) {
            fields.bad(name, "must be at most 30d");
        }
        return span;
    }

    /** Texts by language; a plain text is English. */
    private static Json texts(ObjectNode text, Fields errors) {
        ObjectNode texts = JsonNodeFactory.instance.objectNode();
        for (String name : TEXTS) {
            JsonNode found = text.path(name);
            if (found.isTextual()) {
                texts.putObject(name).put("en", found.asText());
            } else if (found.isObject()) {
                texts.set(name, found);
            } else if (!found.isMissingNode() && !found.isNull()) {
                errors.bad(name, "must be a text, or texts by language as {en: Too warm, zh: 过热}");
            }
            texts.path(name).properties().forEach(each -> {
                boolean fits = LANGUAGE.matcher(each.getKey()).matches()
                        && each.getValue().isTextual()
                        && !each.getValue().asText().isBlank()
                        && each.getValue().asText().length() <= MOST_TEXT;
                if (!fits) {
                    errors.bad(name, "must have texts of 1 to " + MOST_TEXT + " characters by language as en or zh");
                }
            });
        }
        return JsonText.json(texts);
    }

    private static @Nullable Condition when(ObjectNode when, Fields errors, String name) {
        Fields fields = Fields.of(when);
        Condition condition = condition(when, fields);
        if (condition == null && fields.errors().isEmpty()) {
            errors.bad(name, "must be a condition: property, all, any, " + ConditionKind.words());
        }
        errors.adopt(name, fields);
        return fields.errors().isEmpty() ? condition : null;
    }

    private static @Nullable Condition condition(ObjectNode when, Fields fields) {
        if (when.has("property")) {
            return new Conditions.Values(List.of(test(fields, when)), true);
        }
        if (when.size() > 1) {
            fields.bad(when.fieldNames().next(), "must be the only condition here; several go into all or any");
            return null;
        }
        if (when.has("all") || when.has("any")) {
            boolean all = when.has("all");
            return new Conditions.Values(tests(when.get(all ? "all" : "any"), fields, all ? "all" : "any"), all);
        }
        for (ConditionKind kind : ConditionKind.values()) {
            if (when.has(kind.word())) {
                JsonNode part = when.get(kind.word());
                Fields inside = Fields.of(part instanceof ObjectNode object ? object : when.objectNode());
                boolean bare = part.isBoolean() && part.asBoolean();
                if (part instanceof ObjectNode object) {
                    only(object, kind.members(), inside, "is no part of this condition");
                } else if (!bare) {
                    fields.bad(kind.word(), "must be an object or true");
                }
                Condition condition = kind.read(inside);
                fields.adopt(kind.word(), inside);
                return condition;
            }
        }
        return null;
    }

    private static ValueTest test(Fields fields, ObjectNode test) {
        test.properties().stream()
                .map(java.util.Map.Entry::getKey)
                .filter(name -> !name.equals("property") && !TESTS.contains(name))
                .forEach(name -> fields.bad(name, "is none of above, below, is, not and outside"));
        if (test.properties().stream()
                        .filter(member -> TESTS.contains(member.getKey()))
                        .count()
                > 1) {
            fields.bad("property", "must have one of above, below, is, not and outside; several go into all or any");
        }
        return ValueTest.read(fields, test);
    }

    private static List<ValueTest> tests(JsonNode parts, Fields fields, String name) {
        List<ValueTest> tests = new ArrayList<>();
        if (!parts.isArray() || parts.isEmpty() || parts.size() > MOST_TESTS) {
            fields.bad(name, "must be a list of 1 to " + MOST_TESTS + " conditions on properties");
            return tests;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof ObjectNode part) {
                Fields inside = Fields.of(part);
                tests.add(test(inside, part));
                fields.adopt(name + "/" + i, inside);
            } else {
                fields.bad(name + "/" + i, "must be an object");
            }
        }
        return tests;
    }
}
