package io.hawser.identity;

import io.hawser.domain.Identifier;
import io.hawser.domain.Secret;
import io.hawser.domain.SessionId;
import org.jspecify.annotations.Nullable;

/** {@code <session id>.<43 random characters>}; only the hash of the second part is stored. */
record RefreshToken(SessionId session, String random) {
    private static final int RANDOM = 43;

    static RefreshToken random(SessionId session) {
        return new RefreshToken(session, Secret.random());
    }

    static @Nullable RefreshToken parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot < 0 || text.length() - dot - 1 != RANDOM) {
            return null;
        }
        String session = text.substring(0, dot);
        return Identifier.matches(session) ? new RefreshToken(new SessionId(session), text.substring(dot + 1)) : null;
    }

    String hash() {
        return Secret.hash(random);
    }

    String text() {
        return session + "." + random;
    }
}
