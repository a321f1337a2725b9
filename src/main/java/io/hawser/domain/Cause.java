package io.hawser.domain;

import java.util.Optional;

/**
 * What entries of logs have in common that came of one thing: the id of a command, of a session, or the place of the entry that it
 * began with, {@code <device>:<epoch>:<revision>}. An entry that came of nothing else is its own cause.
 *
 * @param value 1 to 128 of {@code [A-Za-z0-9_.:-]}
 */
public record Cause(String value) {
    private static final int LONGEST = 128;

    /** @throws Failure {@code BAD_VALUE} when the text is none */
    public Cause {
        if (value.length() > LONGEST || !Identifier.isMadeOf(value)) {
            throw Failure.invalid("cause", "must be 1 to " + LONGEST + " of A-Z a-z 0-9 _ . : -");
        }
    }

    /** The entry itself. */
    public static Cause own(DeviceId device, long epoch, long revision) {
        return new Cause(device + ":" + epoch + ":" + revision);
    }

    /** The entry that it is the place of, if it has the form of one. */
    public Optional<Place> place() {
        int second = value.lastIndexOf(':');
        int first = value.lastIndexOf(':', second - 1);
        if (first <= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Place(
                    new DeviceId(value.substring(0, first)),
                    new Cursor(
                            Long.parseLong(value.substring(first + 1, second)),
                            Long.parseLong(value.substring(second + 1)))));
        } catch (NumberFormatException | Failure e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value;
    }

    /** Where an entry is. */
    public record Place(DeviceId device, Cursor cursor) {}
}
