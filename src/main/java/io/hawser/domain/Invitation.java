package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A role that somebody is offered on a device or in a space, and has until they accept it not.
 *
 * @param device which one, or null for a space
 * @param space which one, or null for a device
 * @param name what the device or space is called
 * @param expires when the grant on a device will end that comes of it; null: when it is taken back
 * @param lapses until when it may be accepted
 */
public record Invitation(
        String id,
        @Nullable DeviceId device,
        @Nullable SpaceId space,
        String name,
        User invitee,
        User inviter,
        Role role,
        @Nullable Instant expires,
        Instant created,
        Instant lapses) {
    public Invitation {
        if ((device == null) == (space == null)) {
            throw new IllegalArgumentException("an invitation is to a device or to a space");
        }
    }
}
