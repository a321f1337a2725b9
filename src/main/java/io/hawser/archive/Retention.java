package io.hawser.archive;

import io.hawser.domain.Kind;
import java.time.Duration;
import java.util.Map;

/**
 * How long entries stay in PostgreSQL before they are archived, from the end of the UTC day on which they were stored.
 *
 * @param usual for kinds that have none of their own
 * @param sessions how long log-ins and terminals that ended are kept, which no archive takes over
 */
public record Retention(Duration usual, Map<Kind, Duration> kinds, Duration sessions) {
    /** 30 days for all. */
    public static final Retention USUAL = new Retention(Duration.ofDays(30), Map.of());

    /** One of the log, with sessions kept as long as usual. */
    public Retention(Duration usual, Map<Kind, Duration> kinds) {
        this(usual, kinds, usual);
    }

    /** @throws IllegalArgumentException when a retention is negative */
    public Retention {
        kinds = Map.copyOf(kinds);
        if (usual.isNegative()
                || sessions.isNegative()
                || kinds.values().stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("a retention can't be negative");
        }
    }

    /** A kind's. */
    public Duration of(Kind kind) {
        return kinds.getOrDefault(kind, usual);
    }
}
