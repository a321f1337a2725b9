package io.hawser.domain;

/** The opaque id of a space; see {@link Identifier} for its shape. */
public record SpaceId(String value) {
    /** @throws Failure {@code BAD_VALUE} when the text is no id */
    public SpaceId {
        Identifier.checked("space", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
