package io.hawser.simulator.wire;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** The hub said no: an {@code error} frame or a problem document. It carries no stack trace. */
public final class HubRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final Duration retryAfter;

    public HubRefusal(String code, int status, String message, Duration retryAfter) {
        super(code + " (" + status + "): " + message, null, false, false);
        this.code = code;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static HubRefusal ofFrame(JsonObject error) {
        return new HubRefusal(
                error.getString("code", "INTERNAL"),
                error.getInteger("status", 500),
                error.getString("message", "no words given"),
                Duration.ofMillis(error.getLong("retryAfter", 0L)));
    }

    /** The hub's word for it, such as {@code BAD_VALUE}. */
    public String code() {
        return code;
    }

    /** The HTTP status that goes with the code. */
    public int status() {
        return status;
    }

    /** How long the hub asked to wait; zero when it has no opinion. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the very same may succeed later: the hub is busy or a store of it is away. */
    public boolean isPassing() {
        return status == 429 || (status == 503 && !code.equals("DEVICE_OFFLINE"));
    }
}
