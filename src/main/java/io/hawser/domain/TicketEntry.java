package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a ticket's story. Numbered from 1 without gaps.
 *
 * @param text what was said or given as a reason; empty: nothing
 * @param about whom it concerns: whoever it was assigned to
 * @param step which step was ticked off or on again; 0: none
 * @param expense what was used for it
 * @param minutes how long somebody worked; 0: not told
 */
public record TicketEntry(
        int number,
        Instant at,
        Actor by,
        Kind kind,
        String text,
        @Nullable UserId about,
        int step,
        @Nullable Expense expense,
        int minutes) {
    /** What a line tells. */
    public enum Kind {
        OPENED,
        /** It is called otherwise, or is more or less urgent. */
        CHANGED,
        ASSIGNED,
        RELEASED,
        STARTED,
        TICKED,
        UNTICKED,
        COMMENT,
        PART,
        TIME,
        /** Other hardware took over the device: {@code text} is the device as which it was registered, or empty. */
        REPLACED,
        VERIFYING,
        /** The device has not shown that it works. */
        REFUTED,
        CLOSED,
        REOPENED
    }

    /**
     * What a part has cost.
     *
     * @param hundredths of the currency, for all of the quantity
     * @param currency as ISO 4217 has it: {@code EUR}
     */
    public record Expense(int quantity, long hundredths, String currency) {}

    /** One that says no more than that it was. */
    static TicketEntry of(int number, Instant at, Actor by, Kind kind, String text) {
        return new TicketEntry(number, at, by, kind, text, null, 0, null, 0);
    }
}
