package io.hawser.domain;

/** The opaque id of a fault; see {@link Identifier} for its shape. */
public record FaultId(String value) {
    /** @throws Failure {@code BAD_VALUE} when the text is no id */
    public FaultId {
        Identifier.checked("fault", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
