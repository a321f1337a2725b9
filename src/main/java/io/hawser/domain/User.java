package io.hawser.domain;

import java.time.Instant;

/** A person with an account. {@code login} is unique without regard to case. */
public record User(UserId id, String login, String name, UserRole role, boolean disabled, Instant created) {}
