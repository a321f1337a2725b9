package io.hawser.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.condition.ValueTest;
import io.hawser.domain.Presence;
import io.hawser.protocol.Fields;
import io.hawser.protocol.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the conditions of rules. What they may be is told in docs/rules.md. */
final class ConditionReader {
    static final List<String> BEINGS = List.of("online", "offline", "asleep");

    private static final Set<String> TESTS = Set.of("above", "below", "is", "not", "between", "outside");
    private static final String KINDS = "property, event, presence, fault, all, any, at or sun";
    private static final int MOST = 8;

    private final Parts.Frame frame;

    ConditionReader(Parts.Frame frame) {
        this.frame = frame;
    }

    /** {@code when}, with {@code for} of the whole rule; null where it cannot be read, which is noted. */
    @Nullable Trigger trigger(ObjectNode when, Fields fields, Duration hold) {
        Hour hour = hour(when, fields);
        if (hour != null) {
            return new Trigger.Clock(hour);
        }
        Happening happening = happening(when, fields);
        if (happening != null) {
            return new Trigger.Moment(happening);
        }
        Truth truth = truth(when, fields, Truth.Part.WHEN);
        return truth == null ? null : new Trigger.Lasting(truth, hold);
    }

    /** A condition that lasts; null where it cannot be read, which is noted. */
    @Nullable Truth truth(ObjectNode when, Fields fields, Truth.Part part) {
        if (when.has("all") || when.has("any")) {
            String name = when.has("all") ? "all" : "any";
            Parts.only(when, Set.of(name), fields, "must be the only condition here");
            List<Fact> facts = facts(when.get(name), fields, name);
            return facts.isEmpty() ? null : new Truth(facts, name.equals("all"), part);
        }
        Fact fact = fact(when, fields);
        return fact == null ? null : new Truth(List.of(fact), true, part);
    }

    private List<Fact> facts(JsonNode parts, Fields fields, String name) {
        List<Fact> facts = new ArrayList<>();
        if (!parts.isArray() || parts.isEmpty() || parts.size() > MOST) {
            fields.bad(name, "must be a list of 1 to " + MOST + " conditions that last: property, presence or fault");
            return facts;
        }
        for (int i = 0; i < parts.size(); i++) {
            String where = name + "/" + i;
            if (parts.get(i) instanceof ObjectNode part) {
                Fields inside = Fields.of(part);
                Fact fact = fact(part, inside);
                if (fact != null) {
                    facts.add(fact);
                }
                fields.adopt(where, inside);
            } else {
                fields.bad(where, "must be a condition that lasts: property, presence or fault");
            }
        }
        return facts;
    }

    private static @Nullable Fact fact(ObjectNode when, Fields fields) {
        if (when.has("property") || TESTS.stream().anyMatch(when::has)) {
            return new Fact.Value(test(when, fields, Set.of()));
        }
        if (when.has("presence")) {
            Parts.only(when, Set.of("presence"), fields, "is no part of this condition");
            return new Fact.Being(presence(fields));
        }
        if (when.has("fault")) {
            Parts.only(when, Set.of("fault", "cleared"), fields, "is no part of this condition");
            return new Fact.Faulty(fields.id("fault"));
        }
        String given = when.isEmpty() ? "" : when.fieldNames().next();
        if (given.isEmpty()) {
            fields.bad("property", "is missing: a condition is " + KINDS);
        } else {
            fields.bad(given, "is no condition that lasts; a condition is " + KINDS);
        }
        return null;
    }

    static Presence.Status presence(Fields fields) {
        return Words.constant(Presence.Status.class, fields.word("presence", BEINGS));
    }

    /**
     * A test of a property.
     *
     * @param beside what else there may be
     */
    static ValueTest test(ObjectNode test, Fields fields, Set<String> beside) {
        Set<String> known = new HashSet<>(TESTS);
        known.add("property");
        known.addAll(beside);
        Parts.only(test, known, fields, "is no part of this condition");
        long tests = test.properties().stream()
                .map(Map.Entry::getKey)
                .filter(TESTS::contains)
                .count();
        if (tests != 1) {
            if (tests == 0) {
                fields.bad("is", "is required, or one of above, below, not, between and outside");
            } else {
                fields.bad("property", "needs exactly one of above, below, is, not, between and outside");
            }
            return new ValueTest(
                    fields.property("property"), ValueTest.Comparison.IS, test.nullNode(), java.math.BigDecimal.ZERO);
        }
        return ValueTest.read(fields, test);
    }

    private static @Nullable Happening happening(ObjectNode when, Fields fields) {
        if (when.has("changed")) {
            Parts.only(when, Set.of("property", "changed"), fields, "is no part of this condition");
            if (!when.get("changed").asBoolean()) {
                fields.bad("changed", "must be true");
            }
            return new Happening.Changed(fields.property("property"));
        }
        if (when.has("event")) {
            Parts.only(when, Set.of("event", "data"), fields, "is no part of this condition");
            return new Happening.Told(fields.text("event", 128), tests(when, fields));
        }
        if (when.path("cleared").asBoolean()) {
            Parts.only(when, Set.of("fault", "cleared"), fields, "is no part of this condition");
            return new Happening.Cleared(fields.id("fault"));
        }
        return null;
    }

    private static List<ValueTest> tests(ObjectNode when, Fields fields) {
        List<ValueTest> tests = new ArrayList<>();
        if (!fields.has("data")) {
            return tests;
        }
        JsonNode data = when.get("data");
        if (!data.isArray() || data.size() > MOST) {
            fields.bad("data", "must be a list of at most " + MOST + " tests as {property: clicks, is: 2}");
            return tests;
        }
        for (int i = 0; i < data.size(); i++) {
            if (data.get(i) instanceof ObjectNode test) {
                Fields inside = Fields.of(test);
                tests.add(test(test, inside, Set.of()));
                fields.adopt("data/" + i, inside);
            } else {
                fields.bad("data/" + i, "must be a test as {property: clicks, is: 2}");
            }
        }
        return tests;
    }

    /** A moment that the clock or the sun tells; null: it is none. */
    @Nullable Hour hour(ObjectNode when, Fields fields) {
        if (when.has("at")) {
            Parts.only(when, Set.of("at", "days"), fields, "is no part of this condition");
            return new Hour.At(Parts.time(fields, "at"), Parts.days(fields, when), frame.zone());
        }
        if (when.has("sun")) {
            Parts.only(when, Set.of("sun", "offset", "days"), fields, "is no part of this condition");
            boolean rise = fields.word("sun", List.of("sunset", "sunrise")).equals("sunrise");
            Duration offset = Parts.offset(fields, when);
            Days days = Parts.days(fields, when);
            Place place = place(fields);
            return new Hour.Sun(rise ? Place.Sun.RISE : Place.Sun.SET, offset, days, frame.zone(), place);
        }
        return null;
    }

    private Place place(Fields fields) {
        Place place = frame.place();
        if (place == null) {
            fields.bad(
                    "sun",
                    "needs a location as {latitude: 52.52, longitude: 13.41}: neither the rule nor a space of its devices has one");
            return new Place(0, 0);
        }
        return place;
    }

    /** What has to be so at the moment of acting; null where it cannot be read, which is noted. */
    @Nullable Guard guard(ObjectNode guard, Fields fields, boolean needsDevice) {
        if (guard.has("time")) {
            Parts.only(guard, Set.of("time"), fields, "is no part of this condition");
            ObjectNode time = fields.object("time");
            Fields inside = Fields.of(time);
            Parts.only(time, Set.of("from", "to", "days"), inside, "is no part of a time");
            Guard window = new Guard.Window(
                    Parts.time(inside, "from"), Parts.time(inside, "to"), Parts.days(inside, time), frame.zone());
            fields.adopt("time", inside);
            return window;
        }
        if (guard.has("sun")) {
            Parts.only(guard, Set.of("sun"), fields, "is no part of this condition");
            return new Guard.Sky(fields.word("sun", List.of("up", "down")).equals("up"), place(fields));
        }
        if (!guard.has("property") && !guard.has("presence")) {
            fields.bad("time", "is missing: what has to be so is time, sun, property or presence");
            return null;
        }
        String id = fields.optionalId("device");
        if (id == null && needsDevice) {
            fields.bad("device", "is required, since no device sets this rule off");
        }
        io.hawser.domain.DeviceId device = id == null ? null : new io.hawser.domain.DeviceId(id);
        if (guard.has("presence")) {
            Parts.only(guard, Set.of("presence", "device"), fields, "is no part of this condition");
            return new Guard.Being(device, presence(fields));
        }
        return new Guard.Value(device, test(guard, fields, Set.of("device")));
    }
}
