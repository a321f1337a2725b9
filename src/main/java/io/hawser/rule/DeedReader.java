package io.hawser.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Identifier;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.DeviceMessage;
import io.hawser.protocol.Fields;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what rules do. What that may be is told in docs/rules.md. */
final class DeedReader {
    private static final Set<String> TARGET = Set.of("device", "devices", "space", "model");
    private static final List<String> KINDS = List.of("command", "desired", "notify", "fault");
    private static final List<String> TO = List.of("owner", "maintainer", "everybody");
    private static final int MOST = 10;
    private static final int MOST_WISHES = 20;
    private static final int MOST_PEOPLE = 10;
    private static final int TITLE = 100;
    private static final int TEXT = 1000;

    private final boolean hasDevice;
    private final boolean hasPlace;
    private final boolean hasEnd;
    private final boolean ofModel;

    /**
     * @param hasDevice whether a device sets the rule off
     * @param hasPlace whether the rule is about a device or a space, so that people can be told by what they have to do with it
     * @param hasEnd whether what sets it off can be over
     * @param ofModel whether it comes with a model and may act with the very device only
     */
    DeedReader(boolean hasDevice, boolean hasPlace, boolean hasEnd, boolean ofModel) {
        this.hasDevice = hasDevice;
        this.hasPlace = hasPlace;
        this.hasEnd = hasEnd;
        this.ofModel = ofModel;
    }

    /** The list of that name; what is wrong is noted. */
    List<Deed> deeds(ObjectNode text, Fields fields, String name, boolean required) {
        List<Deed> deeds = new ArrayList<>();
        JsonNode given = text.path(name);
        if (!required && !fields.has(name)) {
            return deeds;
        }
        if (!given.isArray() || given.size() > MOST || (required && given.isEmpty())) {
            fields.bad(name, "must be a list of " + (required ? "1" : "0") + " to " + MOST + " actions");
            return deeds;
        }
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) instanceof ObjectNode one) {
                Fields inside = Fields.of(one);
                Deed deed = deed(one, inside);
                if (deed != null) {
                    deeds.add(deed);
                }
                if (deed instanceof Deed.Raise && !required) {
                    inside.bad("fault", "can be raised in then only; it is cleared by itself when that is over");
                }
                fields.adopt(name + "/" + i, inside);
            } else {
                fields.bad(name + "/" + i, "must be an action: " + String.join(", ", KINDS));
            }
        }
        return deeds;
    }

    private @Nullable Deed deed(ObjectNode one, Fields fields) {
        List<String> kinds = KINDS.stream().filter(one::has).toList();
        if (kinds.size() != 1) {
            fields.bad(
                    kinds.isEmpty() ? "command" : kinds.get(1),
                    "is not well: an action is one of command, desired, notify and fault");
            return null;
        }
        return switch (kinds.get(0)) {
            case "command" -> tell(one, fields);
            case "desired" -> want(one, fields);
            case "notify" -> notify(one, fields);
            default -> raise(one, fields);
        };
    }

    private Deed tell(ObjectNode one, Fields fields) {
        only(one, fields, Set.of("command", "args", "ttl", "offline"), true);
        Duration ttl = fields.optionalSpan("ttl");
        if (ttl != null && (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(Duration.ofDays(1)) > 0)) {
            fields.bad("ttl", "must be from 1s to 1d");
        }
        return new Deed.Tell(
                target(one, fields),
                fields.text("command", 64),
                JsonText.json(fields.object("args")),
                ttl,
                "queue".equals(fields.optionalWord("offline", List.of("fail", "queue"))));
    }

    private Deed want(ObjectNode one, Fields fields) {
        only(one, fields, Set.of("desired"), true);
        ObjectNode desired = fields.object("desired");
        if (desired.isEmpty() || desired.size() > MOST_WISHES) {
            fields.bad("desired", "must have 1 to " + MOST_WISHES + " properties");
        }
        fields.properties("desired");
        List<String> unset = desired.properties().stream()
                .filter(member -> member.getValue().isNull())
                .map(Map.Entry::getKey)
                .toList();
        return new Deed.Want(target(one, fields), Parts.values(desired), unset);
    }

    private Target target(ObjectNode one, Fields fields) {
        if (ofModel && TARGET.stream().anyMatch(one::has)) {
            fields.bad(
                    TARGET.stream().filter(one::has).findFirst().orElse("device"),
                    "cannot be named by a rule that comes with a model: it acts with the device that sets it off");
        }
        if (fields.has("devices")) {
            return new Target.Named(Parts.devices(fields, one, "devices"));
        }
        String device = fields.optionalId("device");
        if (device != null) {
            return new Target.Named(List.of(new DeviceId(device)));
        }
        String space = fields.optionalId("space");
        if (space != null) {
            return new Target.InSpace(new SpaceId(space), fields.optionalText("model", 64));
        }
        if (!hasDevice) {
            fields.bad("device", "is required, since no device sets this rule off");
        }
        return new Target.Same();
    }

    private static void only(ObjectNode one, Fields fields, Set<String> names, boolean targeted) {
        Set<String> known = new HashSet<>(names);
        if (targeted) {
            known.addAll(TARGET);
        }
        Parts.only(one, known, fields, "is no part of this action");
    }

    private Deed notify(ObjectNode one, Fields fields) {
        only(one, fields, Set.of("notify"), false);
        ObjectNode telling = fields.object("notify");
        Fields inside = Fields.of(telling);
        Parts.only(telling, Set.of("to", "severity", "title", "text"), inside, "is no part of notify");
        Set<UserId> people = people(telling, inside);
        String word = telling.path("to").isTextual() ? telling.path("to").asText() : "owner";
        Deed.To to = !people.isEmpty()
                ? Deed.To.PEOPLE
                : TO.contains(word) ? Words.constant(Deed.To.class, word) : Deed.To.OWNER;
        if (to != Deed.To.OWNER && !hasPlace) {
            inside.bad("to", "must be owner, since the rule is about no device and no space");
        }
        String severity = inside.optionalWord("severity", DeviceMessage.SEVERITIES);
        Deed deed = new Deed.Notify(
                to,
                people,
                severity == null ? Severity.INFO : Words.constant(Severity.class, severity),
                Parts.texts(inside, telling, "title", TITLE),
                Parts.texts(inside, telling, "text", TEXT));
        fields.adopt("notify", inside);
        return deed;
    }

    private static Set<UserId> people(ObjectNode telling, Fields fields) {
        Set<UserId> people = new HashSet<>();
        JsonNode to = telling.path("to");
        boolean list = to.isArray() && !to.isEmpty() && to.size() <= MOST_PEOPLE;
        if (list) {
            to.forEach(id -> {
                if (id.isTextual() && Identifier.matches(id.asText())) {
                    people.add(new UserId(id.asText()));
                }
            });
        }
        boolean word = to.isTextual() && TO.contains(to.asText());
        if (!word && !(list && people.size() == to.size())) {
            fields.bad(
                    "to", "must be owner, maintainer, everybody, or a list of 1 to " + MOST_PEOPLE + " ids of people");
        }
        return people;
    }

    private Deed raise(ObjectNode one, Fields fields) {
        only(one, fields, Set.of("fault", "severity", "title", "means", "advice"), false);
        String code = fields.id("fault");
        if (!code.startsWith("RULE.")) {
            fields.bad("fault", "must be a code that begins with RULE.");
        }
        if (!hasDevice || !hasEnd) {
            fields.bad("fault", "needs a device and a condition that lasts, or until: it is cleared when that is over");
        }
        String severity = fields.optionalWord("severity", DeviceMessage.SEVERITIES);
        Map<String, Map<String, String>> texts = new HashMap<>();
        for (String name : List.of("title", "means", "advice")) {
            Map<String, String> text = Parts.texts(fields, one, name, TEXT);
            if (!text.isEmpty()) {
                texts.put(name, text);
            }
        }
        return new Deed.Raise(
                code, severity == null ? Severity.MINOR : Words.constant(Severity.class, severity), texts);
    }
}
