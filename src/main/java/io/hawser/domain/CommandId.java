package io.hawser.domain;

/** The opaque id of a command; see {@link Identifier} for its shape. */
public record CommandId(String value) {
    /** @throws Failure {@code BAD_VALUE} when the text is no id */
    public CommandId {
        Identifier.checked("command", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
