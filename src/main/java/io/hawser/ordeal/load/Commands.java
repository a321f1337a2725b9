package io.hawser.ordeal.load;

import io.hawser.ordeal.proof.Note;
import io.hawser.ordeal.proof.Recorder;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The commands of one terminal that have no answer yet: each is sent again under its key until it has one. For one context. */
final class Commands {
    private static final long TTL_MS = 5_000;

    private final String terminal;
    private final Recorder notes;
    private final Clock clock;
    private final Consumer<JsonObject> line;
    private final Map<String, JsonObject> open = new LinkedHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private int asked;

    Commands(String terminal, Recorder notes, Clock clock, Consumer<JsonObject> line) {
        this.terminal = terminal;
        this.notes = notes;
        this.clock = clock;
        this.line = line;
    }

    /** Asks for something new, now if there is a line. */
    void ask(String device, String offline, boolean now) {
        String key = terminal + "-" + ++asked;
        JsonObject frame = new JsonObject()
                .put("type", "command")
                .put("id", key)
                .put("key", key)
                .put("device", device)
                .put("name", "work")
                .put("args", new JsonObject().put("key", key))
                .put("ttl", TTL_MS)
                .put("offline", offline);
        open.put(key, frame);
        waiting.incrementAndGet();
        notes.note(new Note.Asked(clock.millis(), terminal, device, key));
        if (now) {
            line.accept(frame);
        }
    }

    /** Asks again for all that has no answer. */
    void again() {
        for (JsonObject frame : List.copyOf(open.values())) {
            notes.note(new Note.Asked(clock.millis(), terminal, frame.getString("device"), frame.getString("key")));
            line.accept(frame);
        }
    }

    /** The hub has it. */
    void answered(JsonObject frame) {
        end(frame.getString("re", ""), frame.getString("command"), frame.getString("status"));
    }

    /** The hub says no; whether it is to be asked again. */
    boolean refused(String key, String code, boolean passing) {
        if (passing) {
            return open.containsKey(key);
        }
        end(key, null, code);
        return false;
    }

    int waiting() {
        return waiting.get();
    }

    private void end(String key, @Nullable String command, String word) {
        if (open.containsKey(key) || command != null) {
            notes.note(new Note.Answered(clock.millis(), terminal, key, command, word));
        }
        if (open.remove(key) != null) {
            waiting.decrementAndGet();
        }
    }
}
