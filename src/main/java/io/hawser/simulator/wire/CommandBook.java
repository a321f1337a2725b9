package io.hawser.simulator.wire;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands a device was given, the last {@value #REMEMBERED} of them: the same id is done once, and who asks for it again is
 * told the last word on it again. For one event loop.
 */
final class CommandBook {
    private static final Logger log = LoggerFactory.getLogger(CommandBook.class);
    private static final int REMEMBERED = 256;

    private final Clock clock;
    private final Consumer<JsonObject> line;
    private final Map<String, CommandCall> calls = new LinkedHashMap<>();
    private long hubAhead;

    CommandBook(Clock clock, Consumer<JsonObject> line) {
        this.clock = clock;
        this.line = line;
    }

    /** The hub told its time, by which commands expire. */
    void hubTime(long millis) {
        hubAhead = millis - clock.millis();
    }

    /** A {@code command} frame came: the call when it is to be done now, null when it was done before or is too late. */
    @Nullable CommandCall take(JsonObject frame) {
        String id = frame.getString("command");
        CommandCall known = calls.get(id);
        if (known != null) {
            known.repeat();
            return null;
        }
        Long expires = frame.getLong("expires");
        if (expires != null && expires < clock.millis() + hubAhead) {
            // The hub has given up on it by now; a door that opens a minute late is worse than one that stays shut.
            log.atDebug().addKeyValue("command", id).log("Came too late");
            return null;
        }
        CommandCall call =
                new CommandCall(id, frame.getString("name"), frame.getJsonObject("args", new JsonObject()), line);
        calls.put(id, call);
        if (calls.size() > REMEMBERED) {
            calls.remove(calls.keySet().iterator().next());
        }
        return call;
    }
}
