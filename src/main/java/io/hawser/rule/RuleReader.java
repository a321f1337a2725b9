package io.hawser.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.domain.Location;
import io.hawser.domain.SpaceId;
import io.hawser.protocol.Fields;
import io.hawser.protocol.JsonText;
import io.hawser.rule.Sentence.Repeat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rule as people write it:
 *
 * <pre>
 * name: Cool the bedroom
 * of: {devices: [dev_1]}
 * when: {property: temperature, above: 30}
 * for: 2m
 * then:
 *   - {command: set, args: {power: on}, device: dev_2}
 * until:
 *   when: {property: temperature, below: 27}
 * else:
 *   - {command: set, args: {power: off}, device: dev_2}
 * </pre>
 *
 * All of it is told in docs/rules.md. For one use.
 */
final class RuleReader {
    private static final Set<String> MEMBERS = Set.of(
            "name",
            "enabled",
            "space",
            "of",
            "when",
            "for",
            "repeat",
            "onlyIf",
            "then",
            "until",
            "else",
            "cooldown",
            "zone",
            "location");
    private static final int MOST_GUARDS = 8;
    private static final ZoneId UTC = ZoneOffset.UTC;

    private final ObjectNode text;
    private final @Nullable String model;
    private final @Nullable Location home;
    private final Fields fields;

    private RuleReader(ObjectNode text, @Nullable String model, @Nullable Location home) {
        this.text = text;
        this.model = model;
        this.home = home;
        fields = Fields.of(text);
    }

    /**
     * The rule; throws {@code BAD_VALUE} with all that is wrong.
     *
     * @param home where it is when it says nothing itself; null: not known
     */
    static Sentence read(ObjectNode text, @Nullable Location home) {
        return new RuleReader(text, null, home).sentence();
    }

    /** One that was stored. */
    static Sentence stored(Json text, @Nullable String model, @Nullable Location home) {
        return new RuleReader((ObjectNode) JsonText.own(text.text()), model, home).sentence();
    }

    /** What is wrong with one that comes with a model. */
    static List<FieldError> errors(ObjectNode text, String model) {
        try {
            new RuleReader(text, model, null).sentence();
            return List.of();
        } catch (Failure e) {
            return e.fields();
        }
    }

    private Sentence sentence() {
        Parts.only(text, MEMBERS, fields, "is no part of a rule");
        String name = fields.text("name", 100);
        boolean enabled = !fields.has("enabled") || fields.truth("enabled");
        Parts.Frame frame = new Parts.Frame(zone(), place());
        ConditionReader conditions = new ConditionReader(frame);
        Duration hold = Parts.span(fields, "for");
        Trigger when = when(conditions, hold);
        Scope of = scope(when);
        String space = space(of);
        boolean hasDevice = !(when instanceof Trigger.Clock);
        Ending until = until(conditions, hasDevice);
        boolean lasts = when instanceof Trigger.Lasting;
        boolean hasEnd = lasts || !(until instanceof Ending.Over);
        boolean hasPlace = hasDevice || space != null;
        DeedReader deeds = new DeedReader(hasDevice, hasPlace, hasEnd, model != null);
        List<Deed> then = deeds.deeds(text, fields, "then", true);
        List<Deed> otherwise = deeds.deeds(text, fields, "else", false);
        if (!otherwise.isEmpty() && !hasEnd) {
            fields.bad("else", "is never done: what happens in a moment is over only by until");
        }
        Sentence says = new Sentence(
                name,
                enabled,
                space == null ? null : new SpaceId(space),
                of,
                when == null ? new Trigger.Clock(new Hour.At(java.time.LocalTime.MIDNIGHT, Days.EVERY, UTC)) : when,
                repeat(),
                guards(conditions, hasDevice),
                then,
                until,
                otherwise,
                Parts.span(fields, "cooldown"));
        fields.check();
        return says;
    }

    private ZoneId zone() {
        String zone = fields.optionalText("zone", 64);
        try {
            return zone != null ? ZoneId.of(zone) : home == null ? UTC : home.zone();
        } catch (DateTimeException e) {
            fields.bad("zone", "must be the name of a time zone as Europe/Berlin");
            return UTC;
        }
    }

    private @Nullable Place place() {
        if (!fields.has("location")) {
            return home == null ? null : new Place(home.latitude(), home.longitude());
        }
        ObjectNode location = fields.object("location");
        Fields inside = Fields.of(location);
        Parts.only(location, Set.of("latitude", "longitude"), inside, "is no part of a location");
        double latitude = inside.number("latitude").doubleValue();
        double longitude = inside.number("longitude").doubleValue();
        if (Math.abs(latitude) > 90) {
            inside.bad("latitude", "must be from -90 to 90");
        }
        if (Math.abs(longitude) > 180) {
            inside.bad("longitude", "must be from -180 to 180");
        }
        fields.adopt("location", inside);
        return new Place(latitude, longitude);
    }

    private @Nullable Trigger when(ConditionReader conditions, Duration hold) {
        if (!fields.has("when")) {
            fields.bad("when", "is required");
            return null;
        }
        ObjectNode when = fields.object("when");
        Fields inside = Fields.of(when);
        Trigger trigger = conditions.trigger(when, inside, hold);
        fields.adopt("when", inside);
        if (trigger != null && !(trigger instanceof Trigger.Lasting) && !hold.isZero()) {
            fields.bad("for", "goes with conditions that last: property, presence and fault");
        }
        return trigger;
    }

    private Scope scope(@Nullable Trigger when) {
        boolean clock = when instanceof Trigger.Clock;
        if (model != null) {
            if (fields.has("of") || fields.has("space")) {
                fields.bad(fields.has("of") ? "of" : "space", "is not for a rule that comes with a model");
            }
            if (clock) {
                fields.bad("when", "must be about the device in a rule that comes with a model");
            }
            return new Scope.OfModel(model);
        }
        if (!fields.has("of")) {
            if (when != null && !clock) {
                fields.bad("of", "is required: the devices as {devices: [dev_1]} or {space: spc_1, model: light}");
            }
            return new Scope.Nothing();
        }
        if (clock) {
            fields.bad("of", "goes with no time of day: name the devices in the actions");
        }
        ObjectNode of = fields.object("of");
        Fields inside = Fields.of(of);
        Scope scope;
        if (of.has("devices")) {
            Parts.only(of, Set.of("devices"), inside, "does not go with devices");
            scope = new Scope.Listed(Parts.devices(inside, of, "devices"));
        } else if (!of.has("space")) {
            fields.bad("of", "needs devices, or a space");
            scope = new Scope.Nothing();
        } else {
            Parts.only(of, Set.of("space", "model"), inside, "is no part of what is watched");
            scope = new Scope.InSpace(new SpaceId(inside.id("space")), inside.optionalText("model", 64));
        }
        fields.adopt("of", inside);
        return scope;
    }

    /** The space that it belongs to: the one it covers, where it does. */
    private @Nullable String space(Scope of) {
        String own = fields.optionalId("space");
        if (of instanceof Scope.InSpace in) {
            if (own != null && !own.equals(in.space().value())) {
                fields.bad("space", "must be the space of the devices");
            }
            return in.space().value();
        }
        return own;
    }

    private Ending until(ConditionReader conditions, boolean hasDevice) {
        if (!fields.has("until")) {
            return new Ending.Over(Duration.ZERO);
        }
        ObjectNode until = fields.object("until");
        Fields inside = Fields.of(until);
        Ending ending = ending(until, inside, conditions, hasDevice);
        fields.adopt("until", inside);
        return ending;
    }

    private static Ending ending(ObjectNode until, Fields fields, ConditionReader conditions, boolean hasDevice) {
        if (until.has("after")) {
            Parts.only(until, Set.of("after"), fields, "does not go with after");
            return new Ending.After(Parts.someTime(fields, "after"));
        }
        Hour hour = conditions.hour(until, fields);
        if (hour != null) {
            return new Ending.Until(hour);
        }
        Parts.only(until, Set.of("when", "for"), fields, "is none of when, for, after, at and sun");
        Duration hold = Parts.span(fields, "for");
        if (!fields.has("when")) {
            if (!fields.has("for")) {
                fields.bad("when", "is missing: until is when, for, after, at or sun");
            }
            return new Ending.Over(hold);
        }
        ObjectNode when = fields.object("when");
        Fields inside = Fields.of(when);
        Truth truth = conditions.truth(when, inside, Truth.Part.UNTIL);
        if (!hasDevice) {
            inside.bad("property", "cannot be asked: no device sets this rule off");
        }
        fields.adopt("when", inside);
        return truth == null ? new Ending.Over(hold) : new Ending.Opposite(truth, hold);
    }

    private @Nullable Repeat repeat() {
        if (!fields.has("repeat")) {
            return null;
        }
        ObjectNode repeat = fields.object("repeat");
        Fields inside = Fields.of(repeat);
        Parts.only(repeat, Set.of("times", "within"), inside, "is no part of repeat");
        Repeat read = new Repeat((int) inside.whole("times", 2, 50), Parts.someTime(inside, "within"));
        fields.adopt("repeat", inside);
        return read;
    }

    private List<Guard> guards(ConditionReader conditions, boolean hasDevice) {
        List<Guard> guards = new ArrayList<>();
        if (!fields.has("onlyIf")) {
            return guards;
        }
        JsonNode given = text.path("onlyIf");
        if (!given.isArray() || given.size() > MOST_GUARDS) {
            fields.bad("onlyIf", "must be a list of at most " + MOST_GUARDS + " conditions");
            return guards;
        }
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) instanceof ObjectNode one) {
                Fields inside = Fields.of(one);
                Guard guard = conditions.guard(one, inside, !hasDevice);
                if (guard != null) {
                    guards.add(guard);
                }
                fields.adopt("onlyIf/" + i, inside);
            } else {
                fields.bad("onlyIf/" + i, "must be time, sun, property or presence");
            }
        }
        return guards;
    }
}
