package io.hawser.domain;

/** The opaque id of a device; see {@link Identifier} for its shape. */
public record DeviceId(String value) {
    /** @throws Failure {@code BAD_VALUE} when the text is no id */
    public DeviceId {
        Identifier.checked("device", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
