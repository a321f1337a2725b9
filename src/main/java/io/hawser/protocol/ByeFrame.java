package io.hawser.protocol;

import java.time.Duration;

/** {@code bye}: a close follows. */
public final class ByeFrame {
    private ByeFrame() {}

    /** The frame's text; {@code retryAfter} is left out when it is zero. */
    public static String of(String reason, Duration retryAfter) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "bye");
                    out.writeStringField("reason", reason);
                    if (!retryAfter.isZero()) {
                        out.writeNumberField("retryAfter", retryAfter.toMillis());
                    }
                    out.writeEndObject();
                })
                .text();
    }
}
