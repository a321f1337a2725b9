package io.hawser.domain;

/** The opaque id of a ticket; see {@link Identifier} for its shape. */
public record TicketId(String value) {
    /** @throws Failure {@code BAD_VALUE} when the text is no id */
    public TicketId {
        Identifier.checked("ticket", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
