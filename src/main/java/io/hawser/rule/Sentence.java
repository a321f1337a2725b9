package io.hawser.rule;

import io.hawser.domain.SpaceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says: when this is the case with one of these devices, do that; until it is over, and then do the other.
 *
 * @param space that the rule belongs to; null: to its owner alone
 * @param repeat null: each time
 * @param cooldown for how long after acting for a device nothing is done for it
 */
public record Sentence(
        String name,
        boolean enabled,
        @Nullable SpaceId space,
        Scope of,
        Trigger when,
        @Nullable Repeat repeat,
        List<Guard> onlyIf,
        List<Deed> then,
        Ending until,
        List<Deed> otherwise,
        Duration cooldown) {
    public Sentence {
        onlyIf = List.copyOf(onlyIf);
        then = List.copyOf(then);
        otherwise = List.copyOf(otherwise);
    }

    /** Only so many times within so long count. */
    public record Repeat(int times, Duration within) {}

    /** Whether something is to be done when it is over. */
    boolean hasEnd() {
        return !otherwise.isEmpty() || raises().findAny().isPresent();
    }

    /** The faults that it raises. */
    Stream<Deed.Raise> raises() {
        return then.stream().filter(Deed.Raise.class::isInstance).map(Deed.Raise.class::cast);
    }

    /** Everything that it does. */
    Stream<Deed> deeds() {
        return Stream.concat(then.stream(), otherwise.stream());
    }

    /** When it is set off by the clock, when that is. */
    Optional<Hour> hour() {
        return when instanceof Trigger.Clock clock ? Optional.of(clock.hour()) : Optional.empty();
    }

    /** Whether an entry alone does not say whether it is the case. */
    boolean looksBack() {
        return (when instanceof Trigger.Lasting lasting
                        && lasting.truth().facts().size() > 1)
                || (when instanceof Trigger.Moment moment && moment.happening() instanceof Happening.Changed)
                || (until instanceof Ending.Opposite opposite
                        && opposite.truth().facts().size() > 1);
    }

    /** Whether the moment alone decides whether it may act. */
    boolean guardsAreOfTime() {
        return onlyIf.stream().allMatch(Guard.OfTime.class::isInstance);
    }
}
