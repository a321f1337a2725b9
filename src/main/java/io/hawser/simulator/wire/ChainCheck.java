package io.hawser.simulator.wire;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A terminal's proof that it missed nothing: every {@code change} must begin ({@code from}) at the revision of what was applied
 * before it. Keeps the cursor of each device. Not safe for use by several threads.
 */
public final class ChainCheck {
    private static final int REMEMBERED = 20;

    private final Map<String, Cursor> cursors = new HashMap<>();
    private final List<String> breaks = new ArrayList<>();
    private long broken;

    private record Cursor(long epoch, long revision) {}

    /** A snapshot replaces whatever was known of its device. */
    public void snapshot(JsonObject frame) {
        cursors.put(frame.getString("device"), cursor(frame));
    }

    /** Takes the next change; false when it does not follow on what came before. */
    public boolean change(JsonObject frame) {
        String device = frame.getString("device");
        Cursor next = cursor(frame);
        long from = frame.getLong("from", -1L);
        Cursor last = cursors.put(device, next);
        if (last == null) {
            return broken(device + ": a change to revision " + next.revision() + " before any snapshot");
        }
        if (from != last.revision()) {
            return broken(device + ": at revision " + last.revision() + " came a change from " + from + " to "
                    + next.revision());
        }
        if (next.revision() <= from || next.epoch() < last.epoch()) {
            return broken(device + ": from " + last + " to " + next + " leads backwards");
        }
        return true;
    }

    /** The device's cursor as the wire has it, {@code [epoch, revision]}; null before its first snapshot. */
    public @Nullable JsonArray cursor(String device) {
        Cursor cursor = cursors.get(device);
        return cursor == null ? null : new JsonArray().add(cursor.epoch()).add(cursor.revision());
    }

    /** How many changes did not follow on what came before. */
    public long broken() {
        return broken;
    }

    /** The first of them, in words. */
    public List<String> breaks() {
        return List.copyOf(breaks);
    }

    private boolean broken(String words) {
        broken++;
        if (breaks.size() < REMEMBERED) {
            breaks.add(words);
        }
        return false;
    }

    private static Cursor cursor(JsonObject frame) {
        return new Cursor(frame.getLong("epoch", 0L), frame.getLong("revision", 0L));
    }
}
