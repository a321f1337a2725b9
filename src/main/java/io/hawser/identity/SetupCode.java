package io.hawser.identity;

import io.hawser.domain.ReadableCode;
import io.hawser.domain.Secret;
import org.jspecify.annotations.Nullable;

/** The one-time code that makes the first administrator; worth nothing once there is any user. */
public final class SetupCode {
    private final String text;
    private final String hash;

    /** @param given the code to use; null or blank for a random one of 100 bits */
    public SetupCode(@Nullable String given) {
        text = given == null || given.isBlank() ? ReadableCode.random() : given.strip();
        hash = Secret.hash(ReadableCode.canonical(text));
    }

    /** The code, for the one who starts the hub to read. */
    public String text() {
        return text;
    }

    /** Whether this is the code, however its groups were typed; takes the same time wherever they differ. */
    boolean matches(String typed) {
        return Secret.matches(ReadableCode.canonical(typed), hash);
    }

    @Override
    public String toString() {
        return "SetupCode";
    }
}
