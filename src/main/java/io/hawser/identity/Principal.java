package io.hawser.identity;

import io.hawser.domain.Actor;
import io.hawser.domain.SessionId;
import io.hawser.domain.User;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import java.time.Instant;

/**
 * Who calls: a person as the register knows them at this moment, signed in.
 *
 * @param login the session of the log-in that the access token belongs to
 * @param expires when the access token ends
 */
public record Principal(User user, SessionId login, Instant expires) {
    /** This person as the one who did something. */
    public Actor actor(Via via) {
        return new Actor.ByUser(user.id(), user.name(), via);
    }

    /** Whether this is an administrator. */
    public boolean isAdministrator() {
        return user.role() == UserRole.ADMIN;
    }
}
