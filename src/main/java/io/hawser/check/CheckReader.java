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
    private static final List<String> TEXTS = List.of("title", "means", "advice");
    private static final Duration CALM = Duration.ofSeconds(30);
    private static final int MOST_TESTS = 8;

    private CheckReader() {}

    /** The check of that text; what is wrong with it is noted in {@code errors} under their names. */
    static @Nullable Check read(String id, ObjectNode text, Fields errors) {
        String code = errors.id("code");
        String severity = errors.optionalWord("severity", DeviceMessage.SEVERITIES);
        Condition condition = when(errors.object("when"), errors, "when");
        Duration hold = Objects.requireNonNullElse(errors.optionalSpan("for"), Duration.ZERO);
        ObjectNode clearing = errors.object("clear");
        Fields clear = Fields.of(clearing);
        Condition end = clearing.has("when") ? when(clear.object("when"), clear, "when") : null;
        Duration calm = Objects.requireNonNullElse(
                clear.optionalSpan("for"), condition instanceof Inquiry ? Duration.ZERO : CALM);
        errors.adopt("clear", clear);
        if (condition instanceof Inquiry && !hold.isZero()) {
            errors.bad("for", "is a part of this condition itself");
        }
        if (condition == null || !errors.errors().isEmpty()) {
            return null;
        }
        Severity how = severity == null ? Severity.MINOR : Words.constant(Severity.class, severity);
        return new Check(id, code, how, condition, hold, end, calm, texts(text));
    }

    private static Json texts(ObjectNode text) {
        ObjectNode texts = JsonNodeFactory.instance.objectNode();
        TEXTS.stream().filter(text::has).forEach(name -> texts.set(name, text.get(name)));
        return JsonText.json(texts);
    }

    private static @Nullable Condition when(ObjectNode when, Fields errors, String name) {
        Fields fields = Fields.of(when);
        Condition condition = condition(when, fields);
        if (condition == null && fields.errors().isEmpty()) {
            errors.bad(
                    name,
                    "must be a condition: property, all, any, jump, stuck, quiet, runsOut, count, absent, present, flapping,"
                            + " drift, skew, full, failing, slow or told");
        }
        errors.adopt(name, fields);
        return fields.errors().isEmpty() ? condition : null;
    }

    private static @Nullable Condition condition(ObjectNode when, Fields fields) {
        if (when.has("property")) {
            return new Conditions.Values(List.of(ValueTest.read(fields, when)), true);
        }
        if (when.has("all") || when.has("any")) {
            boolean all = when.has("all");
            return new Conditions.Values(tests(when.get(all ? "all" : "any"), fields, all ? "all" : "any"), all);
        }
        for (Kind kind : Kind.values()) {
            if (when.has(kind.word)) {
                JsonNode part = when.get(kind.word);
                Fields inside = Fields.of(part instanceof ObjectNode object ? object : when.objectNode());
                if (!(part instanceof ObjectNode) && !part.isBoolean()) {
                    fields.bad(kind.word, "must be an object or true");
                }
                Condition condition = kind.read(inside);
                fields.adopt(kind.word, inside);
                return condition;
            }
        }
        return null;
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
                tests.add(ValueTest.read(inside, part));
                fields.adopt(name + "/" + i, inside);
            } else {
                fields.bad(name + "/" + i, "must be an object");
            }
        }
        return tests;
    }

    /** What may be the case beside values, by its name in {@code when}. */
    private enum Kind {
        JUMP("jump") {
            @Override
            Condition read(Fields in) {
                return new Conditions.Jump(
                        in.text("property", 128), in.number("by").doubleValue(), in.span("within"));
            }
        },
        STUCK("stuck") {
            @Override
            Condition read(Fields in) {
                return new Inquiries.Stuck(
                        in.text("property", 128), (int) in.whole("reports", 2, 1000), in.span("lasting"));
            }
        },
        QUIET("quiet") {
            @Override
            Condition read(Fields in) {
                return new Inquiries.Quiet((int) in.whole("factor", 2, 1000), in.span("least"));
            }
        },
        RUNS_OUT("runsOut") {
            @Override
            Condition read(Fields in) {
                return new Inquiries.RunsOut(in.text("property", 128), in.span("within"));
            }
        },
        COUNT("count") {
            @Override
            Condition read(Fields in) {
                String of = in.word("of", List.of("boot", "event"));
                return new Inquiries.Counted(
                        of.equals("event") ? in.text("name", 128) : null,
                        (int) in.whole("times", 2, 1000),
                        in.span("within"));
            }
        },
        ABSENT("absent") {
            @Override
            Condition read(Fields in) {
                return new Conditions.Absence();
            }
        },
        PRESENT("present") {
            @Override
            Condition read(Fields in) {
                return new Conditions.Present();
            }
        },
        FLAPPING("flapping") {
            @Override
            Condition read(Fields in) {
                return new Conditions.Flapping();
            }
        },
        DRIFT("drift") {
            @Override
            Condition read(Fields in) {
                return new Inquiries.Drift(in.span("lasting"));
            }
        },
        SKEW("skew") {
            @Override
            Condition read(Fields in) {
                return new Conditions.Skew(in.span("by"));
            }
        },
        FULL("full") {
            @Override
            Condition read(Fields in) {
                return new Conditions.Full((int) in.whole("percent", 80, 100));
            }
        },
        FAILING("failing") {
            @Override
            Condition read(Fields in) {
                return new Inquiries.Failing(
                        in.number("ratio").doubleValue(), (int) in.whole("of", 2, 1000), in.span("within"));
            }
        },
        SLOW("slow") {
            @Override
            Condition read(Fields in) {
                return new Inquiries.Slow(
                        (int) in.whole("factor", 2, 1000), in.span("least"), (int) in.whole("of", 3, 100));
            }
        },
        TOLD("told") {
            @Override
            Condition read(Fields in) {
                return new Conditions.Told(in.id("code"));
            }
        };

        final String word;

        Kind(String word) {
            this.word = word;
        }

        abstract Condition read(Fields in);
    }
}
