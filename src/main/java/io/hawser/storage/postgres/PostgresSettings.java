package io.hawser.storage.postgres;

import java.time.Duration;

/**
 * How PostgreSQL is reached.
 *
 * @param url {@code postgresql://user:password@host:port/database?sslmode=…}, with {@code sslrootcert} (a PEM file) where the
 *     server's certificate is checked against other roots than the JDK's
 * @param pool how many connections for transactions and for what may take long; {@value #LINES} more carry the short statements
 * @param connect how long a connection may take to come about
 * @param statement how long one statement or transaction may take
 */
public record PostgresSettings(String url, int pool, Duration connect, Duration statement) {
    static final int LINES = 2;

    /** @throws IllegalArgumentException with words for a person when something is out of bounds */
    public PostgresSettings {
        if (pool < 1) {
            throw new IllegalArgumentException("the pool needs one connection at the least");
        }
        if (connect.isNegative() || connect.isZero() || statement.isNegative() || statement.isZero()) {
            throw new IllegalArgumentException("times must be longer than nothing");
        }
    }

    /** With the times that do for most. */
    public static PostgresSettings of(String url, int pool) {
        return new PostgresSettings(url, pool, Duration.ofSeconds(5), Duration.ofSeconds(20));
    }

    /** Without the URL, which may hold a password. */
    @Override
    public String toString() {
        return "PostgresSettings[pool=" + pool + "]";
    }
}
