package io.hawser.domain;

/** Every error code that a client can see. Its HTTP status and its words live in {@code protocol}. */
public enum ErrorCode {
    BAD_MESSAGE,
    UNKNOWN_TYPE,
    UNAUTHENTICATED,
    TOKEN_EXPIRED,
    FORBIDDEN,
    NOT_FOUND,
    DEVICE_TIMEOUT,
    VERSION_CONFLICT,
    KEY_REUSED,
    PRECONDITION_FAILED,
    TOO_LARGE,
    SESSION_FULL,
    BAD_VALUE,
    IN_UPGRADE,
    RATE_LIMITED,
    DEVICE_OFFLINE,
    UNAVAILABLE,
    INTERNAL
}
