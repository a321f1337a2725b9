package io.hawser.domain;

/** A person of a space with their role in it; the one who owns it is its {@code OWNER}. */
public record Member(UserId user, String login, String name, Role role) {}
