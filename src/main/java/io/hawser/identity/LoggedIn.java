package io.hawser.identity;

import io.hawser.domain.SessionId;
import io.hawser.domain.User;
import java.time.Duration;

/**
 * A log-in that succeeded or went on.
 *
 * @param refreshToken {@code <session id>.<43 random characters>}, good for one refresh
 * @param expiresIn how long the access token serves
 */
public record LoggedIn(String accessToken, String refreshToken, Duration expiresIn, User user, SessionId session) {
    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "LoggedIn[user=" + user.id() + ", session=" + session + "]";
    }
}
