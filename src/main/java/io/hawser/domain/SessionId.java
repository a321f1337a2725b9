package io.hawser.domain;

/** The opaque id of a session; see {@link Identifier} for its shape. */
public record SessionId(String value) {
    /** @throws Failure {@code BAD_VALUE} when the text is no id */
    public SessionId {
        Identifier.checked("session", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
