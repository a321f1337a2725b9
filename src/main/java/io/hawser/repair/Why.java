package io.hawser.repair;

/** Why a repair waits or rests, or why a try ended as it did. */
public enum Why {
    /** Nothing in particular. */
    NONE,
    /** The fault was just found. */
    FOUND,
    /** It is the next one's turn. */
    NEXT,
    /** It is too soon after the fault was found. */
    EARLY,
    /** It was tried a short while ago. */
    COOLDOWN,
    /** It was tried as often as it may be in a day. */
    LIMIT,
    /** The device is not there. */
    OFFLINE,
    /** Somebody works at it: a maintenance window. */
    MAINTENANCE,
    /** Its firmware is being replaced. */
    IN_UPGRADE,
    /** The hub is at as many repairs as it may be at a time. */
    BUSY,
    /** The fault seems to go away by itself. */
    CLEARING,
    /** Somebody has stopped automatic repair of the device. */
    STOPPED,
    /** Automatic repair is off in the hub's settings. */
    OFF,
    /** People decide what is next. */
    HAND,
    /** The device's model has no such command. */
    UNSUPPORTED,
    /** Nothing is wanted of the device that it has not reported. */
    NOTHING_WANTED,
    /** Nothing was wanted of it in the time before the fault that could be set back. */
    NO_WISH,
    /** It was wished for otherwise since then, or the device has told of another value. */
    WISH_CHANGED,
    /** The device refused the command, or failed at it. */
    REFUSED,
    /** The device gave no word on the command in time. */
    NO_ANSWER,
    /** The device has not shown in time that it works. */
    NOT_SHOWN,
    /** The fault came back. */
    RECURRED,
    /** The device still says that it is there. */
    STILL_THERE,
    /** The device has shown that it works. */
    SHOWN,
    /** Somebody answered for it. */
    REASON,
    /** The fault ended otherwise. */
    ENDED,
    /** Somebody did not want it. */
    BY_HAND
}
