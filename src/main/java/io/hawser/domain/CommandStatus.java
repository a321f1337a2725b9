package io.hawser.domain;

/** The steps of a command. Only the device's own word makes {@code RECEIVED}, {@code RUNNING} and {@code DONE}. */
public enum CommandStatus {
    QUEUED(false),
    SENT(false),
    RECEIVED(false),
    RUNNING(false),
    DONE(true),
    REJECTED(true),
    FAILED(true),
    EXPIRED(true),
    CANCELLED(true),
    /** Sent, and its end can't be known. */
    UNKNOWN(true);

    private final boolean end;

    CommandStatus(boolean end) {
        this.end = end;
    }

    /** Whether nothing follows this status. */
    public boolean isEnd() {
        return end;
    }
}
