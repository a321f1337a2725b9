package io.hawser.history;

import io.hawser.domain.Cause;
import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import io.hawser.domain.UserId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a log are meant.
 *
 * @param kinds of these; empty: of all
 * @param from the earliest moment by the entries' {@code at}, included
 * @param to the latest, excluded
 * @param by whose; none: anybody's
 * @param cause what they came of; none: anything
 */
public record LogFilter(
        Set<Kind> kinds,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable By by,
        @Nullable Cause cause) {
    /** All entries. */
    public static final LogFilter ALL = new LogFilter(Set.of(), null, null, null, null);

    /** @throws Failure {@code BAD_VALUE} at {@code to} when the span is none */
    public LogFilter {
        kinds = kinds.isEmpty() ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(kinds);
        if (from != null && to != null && !from.isBefore(to)) {
            throw Failure.invalid("to", "must be after from");
        }
    }

    /** Whose entries. */
    public sealed interface By {
        /** The device's own. */
        record Device() implements By {}

        /** The hub's. */
        record Hub() implements By {}

        /** A person's, by whichever way. */
        record Person(UserId user) implements By {}

        /** {@code device}, {@code hub}, or a user's id. */
        static By of(String word) {
            return switch (word) {
                case "device" -> new Device();
                case "hub" -> new Hub();
                default -> new Person(new UserId(word));
            };
        }
    }
}
