package io.hawser.alert;

import io.hawser.domain.Severity;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How people are told.
 *
 * @param settle how long a fault that is not critical has to last before anybody is told
 * @param worse whether it is told again when it gets worse
 * @param escalate after how long without an answer it is handed on; zero: never
 * @param escalates from which severity on it is
 * @param repeat after how long without an answer it is told again; zero: never
 * @param patience for how long a message is tried that does not go out
 * @param routes who is told of what is how bad
 */
public record AlertSettings(
        Duration settle,
        boolean worse,
        Duration escalate,
        Severity escalates,
        Duration repeat,
        Duration patience,
        Map<Severity, Set<Party>> routes) {
    /** As the settings are that nobody has changed. */
    public static final AlertSettings USUAL = new AlertSettings(
            Duration.ofSeconds(15),
            true,
            Duration.ofMinutes(30),
            Severity.MAJOR,
            Duration.ZERO,
            Duration.ofHours(24),
            Map.of(
                    Severity.INFO, Set.of(Party.OWNER),
                    Severity.WARNING, Set.of(Party.OWNER),
                    Severity.MINOR, Set.of(Party.OWNER),
                    Severity.MAJOR, Set.of(Party.OWNER, Party.TECHNICIANS),
                    Severity.CRITICAL, Set.of(Party.OWNER, Party.MANAGERS, Party.TECHNICIANS)));

    public AlertSettings {
        routes = Map.copyOf(routes);
    }

    /** Who of those that may see it is told. */
    public enum Party {
        /** Whose the device or space is. */
        OWNER,
        /** Who may configure it. */
        MANAGERS,
        /** Who may see it and has that office; where there is none, the owner. */
        TECHNICIANS
    }
}
