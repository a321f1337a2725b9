package io.hawser.domain;

/** What was done that concerns accounts, credentials, devices as such, or who may see what. */
public enum AuditAction {
    SET_UP,
    LOGGED_IN,
    /** Wrong login or password, or a disabled account. */
    LOGIN_FAILED,
    LOGGED_OUT,
    /** A spent refresh token was shown. */
    TOKEN_REPLAYED,
    /** Somebody ended a session. */
    SESSION_ENDED,
    PASSWORD_CHANGED,
    USER_ADDED,
    USER_CHANGED,
    USER_REMOVED,
    DEVICE_ADDED,
    DEVICE_RENAMED,
    DEVICE_REMOVED,
    /** Sessions of a device or a model have other terms. */
    TERMS_CHANGED,
    SECRET_ROTATED,
    /** Other hardware took over a device. */
    DEVICE_REPLACED,
    REPLACEMENT_UNDONE,
    /** Its owner made a fresh claim code. */
    CLAIM_CODE_MADE,
    CLAIMED,
    CLAIM_FAILED,
    HANDED_OVER,
    SHARED,
    UNSHARED,
    SHARE_EXPIRED,
    SPACE_ADDED,
    SPACE_CHANGED,
    SPACE_REMOVED,
    /** Somebody has come into a space, or has another role in it. */
    MEMBER_SET,
    MEMBER_REMOVED,
    /** A device was put into a space. */
    DEVICE_PLACED,
    DEVICE_TAKEN,
    /** Somebody was offered a role on a device or in a space. */
    INVITED,
    INVITATION_ACCEPTED,
    INVITATION_DECLINED,
    INVITATION_WITHDRAWN,
    /** Somebody said when a device or a space is worked at. */
    MAINTENANCE_SET,
    MAINTENANCE_ENDED,
    /** An administrator made a model, or something else of one. */
    MODEL_CHANGED,
    /** What was made of a model was taken back. */
    MODEL_REMOVED,
    /** Somebody set what of a check is other for a device, or took that back. */
    CHECK_CHANGED,
    /** A problem was told of, or a fault given to people. */
    TICKET_OPENED,
    /** It was assigned, begun, or is called otherwise. */
    TICKET_CHANGED,
    TICKET_CLOSED,
    TICKET_REOPENED,
    WEBHOOK_ADDED,
    WEBHOOK_CHANGED,
    WEBHOOK_REMOVED,
    /** A message that was given up is tried again. */
    DELIVERY_RETRIED,
    /** Somebody began, skipped, stopped or resumed what is done about a fault. */
    REPAIR_CHANGED,
    /** Somebody injected a fault for practice. */
    DRILL_STARTED,
    DRILL_ENDED,
    /** The hub is to leave a device alone. */
    REPAIR_STOPPED,
    REPAIR_RESUMED,
    RULE_ADDED,
    /** It says something else, or was switched on or off. */
    RULE_CHANGED,
    RULE_REMOVED,
    /** The whole hub was written into a file. */
    BACKED_UP,
    /** The hub was made what a backup says. */
    RESTORED
}
