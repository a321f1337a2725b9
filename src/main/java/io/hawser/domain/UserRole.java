package io.hawser.domain;

/** What a person may do with the hub as a whole. */
public enum UserRole {
    ADMIN,
    TECHNICIAN,
    MEMBER
}
