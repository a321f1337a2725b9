package io.hawser.identity;

import java.time.Duration;

/**
 * @param accessTtl how long an access token serves
 * @param refreshTtl how long a log-in lives without a refresh
 */
public record IdentitySettings(Duration accessTtl, Duration refreshTtl) {
    /** 15 minutes and 30 days. */
    public static final IdentitySettings DEFAULT = new IdentitySettings(Duration.ofMinutes(15), Duration.ofDays(30));

    public IdentitySettings {
        if (accessTtl.toSeconds() < 1 || refreshTtl.compareTo(accessTtl) < 0) {
            throw new IllegalArgumentException("an access token lives at least a second and no longer than its log-in");
        }
    }
}
