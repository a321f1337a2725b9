package io.hawser.domain;

/** The opaque id of a rule's firing; see {@link Identifier} for its shape. */
public record FiringId(String value) {
    /** @throws Failure {@code BAD_VALUE} when the text is no id */
    public FiringId {
        Identifier.checked("firing", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
