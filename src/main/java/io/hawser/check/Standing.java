package io.hawser.check;

import io.hawser.condition.Phase;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a watch of one device stands.
 *
 * @param watch the check's id
 * @param code of the fault that it raises
 * @param since when it came into its phase
 * @param due when it goes on by itself, or is to be looked at; null: never
 * @param last the last entry that changed it: what the log has up to there is not considered again
 */
public record Standing(
        DeviceId device,
        String watch,
        String code,
        Severity severity,
        Phase phase,
        Instant since,
        @Nullable Instant due,
        Cursor last,
        Memo memo) {
    /** Of a watch that was never anything else. */
    static Standing calm(DeviceId device, Check check) {
        return new Standing(
                device,
                check.id(),
                check.code(),
                check.severity(),
                Phase.CALM,
                Instant.EPOCH,
                null,
                new Cursor(0, 0),
                Memo.EMPTY);
    }

    /** Whether it knows of that entry already. */
    boolean knows(Observation seen) {
        return seen.epoch() < last.epoch() || (seen.epoch() == last.epoch() && seen.revision() <= last.revision());
    }

    Standing become(Phase next, Instant at, @Nullable Instant nextDue) {
        return new Standing(device, watch, code, severity, next, at, nextDue, last, memo);
    }

    Standing due(@Nullable Instant next) {
        return new Standing(device, watch, code, severity, phase, since, next, last, memo);
    }

    Standing remember(Memo next, Severity how) {
        return new Standing(device, watch, code, how, phase, since, due, last, next);
    }

    Standing heard(Observation seen) {
        return new Standing(
                device, watch, code, severity, phase, since, due, new Cursor(seen.epoch(), seen.revision()), memo);
    }
}
