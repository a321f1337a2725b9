package io.hawser.domain;

/** The opaque id of a user; see {@link Identifier} for its shape. */
public record UserId(String value) {
    /** @throws Failure {@code BAD_VALUE} when the text is no id */
    public UserId {
        Identifier.checked("user", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
