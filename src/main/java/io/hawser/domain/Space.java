package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A household or site: people with roles, and devices that they have these roles on.
 *
 * @param location null: nobody has said
 */
public record Space(
        SpaceId id,
        String name,
        UserId owner,
        String ownerName,
        Instant created,
        @Nullable Location location) {
    /** One of which nobody has said where it is. */
    public Space(SpaceId id, String name, UserId owner, String ownerName, Instant created) {
        this(id, name, owner, ownerName, created, null);
    }
}
