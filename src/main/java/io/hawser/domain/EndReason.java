package io.hawser.domain;

/** Why a session of any kind ended. */
public enum EndReason {
    LOGOUT,
    BYE,
    EXPIRED,
    SUPERSEDED,
    REVOKED,
    TOKEN_REPLAY,
    CREDENTIALS_CHANGED,
    DEVICE_REMOVED,
    USER_DISABLED
}
