package io.hawser.domain;

import java.time.Instant;

/** A household or site: people with roles, and devices that they have these roles on. */
public record Space(SpaceId id, String name, UserId owner, String ownerName, Instant created) {}
