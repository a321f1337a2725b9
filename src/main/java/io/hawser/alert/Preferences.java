package io.hawser.alert;

import io.hawser.domain.Severity;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * How somebody wants to be told.
 *
 * @param language {@code en} or {@code zh}
 * @param zone where they are
 * @param quiet when they want to be left alone; null: never
 * @param digestAt when what is minor is told, in one message a day; null: at once
 */
public record Preferences(
        String language,
        ZoneId zone,
        Way mail,
        Way sms,
        Way push,
        @Nullable Quiet quiet,
        @Nullable LocalTime digestAt) {
    /** Of somebody who has not said. */
    public static final Preferences USUAL = new Preferences(
            "en",
            ZoneId.of("UTC"),
            new Way(true, null, Severity.MINOR),
            new Way(false, null, Severity.CRITICAL),
            new Way(true, null, Severity.MINOR),
            null,
            null);

    /**
     * One way.
     *
     * @param on whether they want it
     * @param to the address or number that is known to be theirs
     * @param least from which severity on
     */
    public record Way(boolean on, @Nullable String to, Severity least) {
        boolean takes(Severity severity) {
            return on && severity.compareTo(least) >= 0;
        }

        /** The same, to that address. */
        public Way to(@Nullable String address) {
            return new Way(on, address, least);
        }
    }

    /**
     * Hours of quiet, every day.
     *
     * @param until after midnight where it is not later than {@code from}
     * @param breaks whether what is critical comes all the same
     */
    public record Quiet(LocalTime from, LocalTime until, boolean breaks) {}

    /** Until when there is quiet at that moment; null: there is none. */
    public @Nullable Instant quietUntil(Instant now, Severity severity) {
        Quiet hours = quiet;
        if (hours == null || hours.from().equals(hours.until()) || (hours.breaks() && severity == Severity.CRITICAL)) {
            return null;
        }
        ZonedDateTime here = now.atZone(zone);
        LocalTime time = here.toLocalTime();
        boolean overnight = hours.until().isBefore(hours.from());
        boolean late = !time.isBefore(hours.from());
        boolean early = time.isBefore(hours.until());
        if (overnight ? !late && !early : !late || !early) {
            return null;
        }
        ZonedDateTime end = here.toLocalDate()
                .plusDays(overnight && late ? 1 : 0)
                .atTime(hours.until())
                .atZone(zone);
        return end.toInstant();
    }

    /** When the next message goes that holds what is minor. */
    public @Nullable Instant nextDigest(Instant now) {
        if (digestAt == null) {
            return null;
        }
        ZonedDateTime here = now.atZone(zone);
        ZonedDateTime today = here.toLocalDate().atTime(digestAt).atZone(zone);
        return (today.isAfter(here)
                        ? today
                        : here.toLocalDate().plusDays(1).atTime(digestAt).atZone(zone))
                .toInstant();
    }

    Way way(ChannelKind channel) {
        return switch (channel) {
            case MAIL -> mail;
            case SMS -> sms;
            case PUSH -> push;
            case WEBHOOK -> throw new IllegalArgumentException("a webhook is nobody's");
        };
    }
}
