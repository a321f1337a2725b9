package io.hawser.protocol;

/** WebSocket close codes of the contract. After 1012, 4408 and 4429 a client may come back; after the others it must mend something first. */
public enum CloseCode {
    NORMAL(1000),
    RESTART(1012),
    BAD_MESSAGES(4400),
    UNAUTHENTICATED(4401),
    FORBIDDEN(4403),
    SILENT(4408),
    SUPERSEDED(4409),
    ENDED(4410),
    TOO_FAST_OR_DEAF(4429);

    private final short code;

    CloseCode(int code) {
        this.code = (short) code;
    }

    /** The number on the wire. */
    public short number() {
        return code;
    }
}
