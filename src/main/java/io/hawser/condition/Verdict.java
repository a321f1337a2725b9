package io.hawser.condition;

/** What an entry of a device's log says of a condition. */
public enum Verdict {
    /** It holds. */
    HOLDS,
    /** It does not. */
    FAILS,
    /** It holds still if it did before; on its own this is no reason. */
    LASTS,
    /** Nothing can be said by this entry alone: the log is to be looked into. */
    ASK,
    /** The entry is about something else. */
    SILENT
}
