package io.hawser.repair;

import io.hawser.condition.ValueTest;
import io.hawser.domain.Json;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a strategy would ask of a device, or why it does not apply. Without any input or output.
 *
 * @param asked null: nothing
 * @param why it does not apply; {@link Why#NONE}: it does, as far as this goes
 */
record Asking(@Nullable Asked asked, Why why) {
    /** Of a strategy that is not about what is wanted. */
    static final Asking NONE = new Asking(null, Why.NONE);

    /** It can't be done for that reason. */
    static Asking not(Why why) {
        return new Asking(null, why);
    }

    /** All that is wanted of it at present. */
    static Asking again(Snapshot now) {
        return now.desired().isEmpty()
                ? not(Why.NOTHING_WANTED)
                : new Asking(new Asked(now.desired(), List.of(), now.desiredRevision()), Why.NONE);
    }

    /**
     * What was before the last wish: what was wanted then and not reported yet, or else what the device had reported. Nothing else may
     * have become of that since: neither may somebody have wished otherwise, nor may the device have told of another value.
     */
    static Asking back(Snapshot now, Wishes wishes) {
        Wishes.Last last = wishes.last();
        if (last == null) {
            return not(Why.NO_WISH);
        }
        Map<String, Json> set = new LinkedHashMap<>();
        List<String> unset = new ArrayList<>();
        for (Map.Entry<String, Json> wish : last.set().entrySet()) {
            String name = wish.getKey();
            if (last.since().contains(name) || !same(inForce(now, name), wish.getValue())) {
                return not(Why.WISH_CHANGED);
            }
            Json before = inForce(last.before(), name);
            if (before != null && !same(before, wish.getValue())) {
                set.put(name, before);
            } else if (before == null && now.desired().containsKey(name)) {
                unset.add(name);
            }
        }
        return set.isEmpty() && unset.isEmpty()
                ? not(Why.NO_WISH)
                : new Asking(new Asked(set, unset, now.desiredRevision()), Why.NONE);
    }

    /** Whether the device has reported all of it. */
    static boolean isFollowed(Asked asked, Snapshot now) {
        return asked.set().entrySet().stream()
                .allMatch(wish -> !now.desired().containsKey(wish.getKey())
                        && same(now.state().get(wish.getKey()), wish.getValue()));
    }

    private static @Nullable Json inForce(Snapshot at, String name) {
        Json wanted = at.desired().get(name);
        return wanted == null ? at.state().get(name) : wanted;
    }

    private static boolean same(@Nullable Json one, Json other) {
        return one != null && ValueTest.same(JsonText.own(one.text()), JsonText.own(other.text()));
    }
}
