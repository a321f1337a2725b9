package io.hawser.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.condition.Evidence;
import io.hawser.domain.Cause;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a rule has to remember of one device between entries. Immutable.
 *
 * @param truths what was last heard of each of several facts
 * @param value of the property whose changes are watched, or its hash; null: not known yet
 * @param times when it was the case before it was so often enough
 * @param fired when something was last done; null: never
 * @param acted whether something was done for what is the case now
 * @param spent whether that is over although it still is the case
 * @param hushed whether it was told that the cool-down kept it from acting
 * @param cause what made it the case
 * @param why what that was seen by
 */
public record Memory(
        Map<String, Boolean> truths,
        @Nullable String value,
        List<Instant> times,
        @Nullable Instant fired,
        boolean acted,
        boolean spent,
        boolean hushed,
        @Nullable Cause cause,
        Evidence why) {
    /** Of nothing. */
    public static final Memory NONE =
            new Memory(Map.of(), null, List.of(), null, false, false, false, null, Evidence.NONE);

    public Memory {
        truths = Map.copyOf(truths);
        times = List.copyOf(times);
    }

    /** Whether a fact holds, as far as is known. */
    boolean truth(String fact) {
        return truths.getOrDefault(fact, false);
    }

    Memory truth(String fact, boolean holds) {
        if (truths.containsKey(fact) && truth(fact) == holds) {
            return this;
        }
        Map<String, Boolean> more = new HashMap<>(truths);
        more.put(fact, holds);
        return new Memory(more, value, times, fired, acted, spent, hushed, cause, why);
    }

    Memory without(String fact) {
        if (!truths.containsKey(fact)) {
            return this;
        }
        Map<String, Boolean> less = new HashMap<>(truths);
        less.remove(fact);
        return new Memory(less, value, times, fired, acted, spent, hushed, cause, why);
    }

    Memory value(String now) {
        return new Memory(truths, now, times, fired, acted, spent, hushed, cause, why);
    }

    Memory times(List<Instant> moments) {
        return new Memory(truths, value, moments, fired, acted, spent, hushed, cause, why);
    }

    /** It was done. */
    Memory done(Instant at) {
        return new Memory(truths, value, List.of(), at, true, false, false, cause, why);
    }

    /** Nothing was done for what is the case now. */
    Memory idle(boolean told) {
        return new Memory(truths, value, times, fired, false, spent, told, cause, why);
    }

    Memory spent(boolean over) {
        return new Memory(truths, value, times, fired, acted && !over, over, hushed, cause, why);
    }

    /** It began, or seems to be over, by that. */
    Memory begun(@Nullable Cause by, Evidence seen) {
        return new Memory(truths, value, times, fired, acted, spent, hushed, by, seen);
    }

    /** As one object. */
    public Json json() {
        Map<String, Object> out = new TreeMap<>();
        if (!truths.isEmpty()) {
            out.put("truths", new TreeMap<>(truths));
        }
        if (value != null) {
            out.put("value", value);
        }
        if (!times.isEmpty()) {
            out.put("times", times.stream().map(Instant::toEpochMilli).toList());
        }
        if (fired != null) {
            out.put("fired", fired.toEpochMilli());
        }
        put(out, "acted", acted);
        put(out, "spent", spent);
        put(out, "hushed", hushed);
        if (cause != null) {
            out.put("cause", cause.value());
        }
        if (!why.isEmpty()) {
            out.put("why", JsonText.own(why.json().text()));
        }
        return JsonText.json(out);
    }

    private static void put(Map<String, Object> out, String name, boolean flag) {
        if (flag) {
            out.put(name, true);
        }
    }

    /** Read back from {@link #json}. */
    public static Memory of(Json json) {
        JsonNode in = JsonText.own(json.text());
        Map<String, Boolean> truths = new HashMap<>();
        in.path("truths")
                .properties()
                .forEach(fact -> truths.put(fact.getKey(), fact.getValue().asBoolean()));
        List<Instant> times = new ArrayList<>();
        in.path("times").forEach(time -> times.add(Instant.ofEpochMilli(time.asLong())));
        return new Memory(
                truths,
                in.has("value") ? in.path("value").asText() : null,
                times,
                in.has("fired") ? Instant.ofEpochMilli(in.path("fired").asLong()) : null,
                in.path("acted").asBoolean(),
                in.path("spent").asBoolean(),
                in.path("hushed").asBoolean(),
                in.has("cause") ? new Cause(in.path("cause").asText()) : null,
                in.get("why") instanceof ObjectNode why ? Evidence.of(JsonText.json(why)) : Evidence.NONE);
    }
}
