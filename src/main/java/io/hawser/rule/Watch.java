package io.hawser.rule;

import io.hawser.condition.Phase;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.RuleId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule stands with one device, or by the clock.
 *
 * @param device null: it goes by the clock
 * @param since when it came into its phase
 * @param due when it goes on by itself; null: not before something is heard
 * @param last the last entry that changed it: what the log has up to there is not considered again
 */
public record Watch(
        RuleId rule,
        @Nullable DeviceId device,
        Phase phase,
        Instant since,
        @Nullable Instant due,
        Cursor last,
        Memory memory) {
    private static final Cursor NOWHERE = new Cursor(0, 0);

    /** One of which nothing was heard yet. */
    public static Watch calm(RuleId rule, @Nullable DeviceId device) {
        return new Watch(rule, device, Phase.CALM, Instant.EPOCH, null, NOWHERE, Memory.NONE);
    }

    /** One that goes by the clock and waits for its next moment. */
    public static Watch waiting(RuleId rule, Instant since, @Nullable Instant next) {
        return new Watch(rule, null, Phase.CALM, since, next, NOWHERE, Memory.NONE);
    }

    boolean knows(Heard heard) {
        Cursor place = heard.place();
        return place.epoch() < last.epoch() || (place.epoch() == last.epoch() && place.revision() <= last.revision());
    }

    Watch to(Phase next, Instant at, @Nullable Instant nextDue) {
        return new Watch(rule, device, next, at, nextDue, last, memory);
    }

    Watch due(@Nullable Instant next) {
        return new Watch(rule, device, phase, since, next, last, memory);
    }

    Watch with(Memory next) {
        return new Watch(rule, device, phase, since, due, last, next);
    }

    Watch heard(Heard heard) {
        return new Watch(rule, device, phase, since, due, heard.place(), memory);
    }
}
