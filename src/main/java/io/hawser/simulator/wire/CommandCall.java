package io.hawser.simulator.wire;

import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One command that the hub gave the device, and the device's word on it. The last word is kept: when the hub asks again with
 * the same id, the device says it again and does nothing twice. Belongs to its client's context.
 */
public final class CommandCall {
    private final String id;
    private final String name;
    private final JsonObject args;
    private final Consumer<JsonObject> line;
    private @Nullable JsonObject lastWord;
    private boolean ended;

    CommandCall(String id, String name, JsonObject args, Consumer<JsonObject> line) {
        this.id = id;
        this.name = name;
        this.args = args;
        this.line = line;
    }

    /** The hub's id of the command: {@code cmd_…}. */
    public String id() {
        return id;
    }

    /** {@code set}, {@code play}, … */
    public String name() {
        return name;
    }

    /** What it is to be done with; empty when there are none. */
    public JsonObject args() {
        return args;
    }

    /** The device has it. */
    public void received() {
        progress("received", 0);
    }

    /** It is under way; 0 to 100 per cent of it are done. */
    public void running(int percent) {
        progress("running", percent);
    }

    /** It is done. */
    public void done(JsonObject data) {
        end(new JsonObject().put("ok", true).put("data", data));
    }

    /** It can't be done; {@code REJECTED}, {@code UNSUPPORTED}, {@code UNKNOWN_COMMAND} and {@code BAD_VALUE} say that it was not begun. */
    public void failed(String code, String message) {
        end(new JsonObject().put("ok", false).put("code", code).put("message", message));
    }

    /** Whether {@link #done} or {@link #failed} was said. */
    public boolean isEnded() {
        return ended;
    }

    void repeat() {
        if (lastWord != null) {
            line.accept(lastWord);
        }
    }

    private void progress(String status, int percent) {
        say(new JsonObject().put("type", "progress").put("status", status).put("percent", percent));
    }

    private void end(JsonObject result) {
        say(result.put("type", "result"));
        ended = true;
    }

    private void say(JsonObject frame) {
        if (ended) {
            return;
        }
        lastWord = frame.put("command", id);
        line.accept(lastWord);
    }
}
