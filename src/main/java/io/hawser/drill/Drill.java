package io.hawser.drill;

import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.Severity;
import io.hawser.domain.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A fault for practice. What became of it is told by its fault and that one's alert.
 *
 * @param fault the id that its fault has once it is found
 * @param code of the fault that is practised, without the prefix
 * @param until when it ends by itself
 * @param found when its fault was found; null: not yet
 * @param told when somebody was told of it; null: nobody was
 * @param acknowledged when somebody said that they look after it
 * @param repaired when the device had shown that it works
 * @param ended when it was over; null: it goes on
 */
public record Drill(
        String id,
        DeviceId device,
        FaultId fault,
        String code,
        Severity severity,
        String note,
        @Nullable UserId startedBy,
        Instant started,
        Instant until,
        @Nullable Instant found,
        @Nullable Instant told,
        @Nullable Instant acknowledged,
        @Nullable Instant repaired,
        @Nullable Instant ended,
        @Nullable Outcome outcome) {
    /** How it ended. */
    public enum Outcome {
        /** By what repairs faults: the device has shown that it works. */
        REPAIRED,
        /** Somebody closed its fault or its ticket by their word. */
        CLOSED,
        /** Somebody ended it. */
        STOPPED,
        /** Its time was over. */
        OVER
    }
}
